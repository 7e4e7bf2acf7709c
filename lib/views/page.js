// Streamlit's menu puts its groups of pages as <div> between <ul> and <li>, so that the <li> are of no list. Here
// each group is said to be one. The menu is drawn after this script, and again whenever it changes.
const sayLists = () => {
  for (const group of document.querySelectorAll("nav > ul > div:not([role])")) {
    group.setAttribute("role", "list");
    group.parentElement.setAttribute("role", "presentation");
  }
};
new MutationObserver(sayLists).observe(document.documentElement, { childList: true, subtree: true });

// A page writes its month, posyandu and part into the address. Streamlit makes a step of the history of each, so
// that "back" stayed on the page three times; and the plain address, which only leads to the first page, led
// there again. What is no other page is no step: back leads to the page before.
const push = history.pushState.bind(history);
history.pushState = (state, unused, address) => {
  const there = new URL(address ?? "", location.href);
  const isStep = there.pathname !== location.pathname && !location.pathname.endsWith("/");
  (isStep ? push : history.replaceState.bind(history))(state, unused, address);
};
