// Streamlit's menu puts its groups of pages as <div> between <ul> and <li>, so that the <li> are of no list. Here
// each group is said to be one. The menu is drawn after this script, and again whenever it changes.
const sayLists = () => {
  for (const group of document.querySelectorAll("nav > ul > div:not([role])")) {
    group.setAttribute("role", "list");
    group.parentElement.setAttribute("role", "presentation");
  }
};
new MutationObserver(sayLists).observe(document.documentElement, { childList: true, subtree: true });
