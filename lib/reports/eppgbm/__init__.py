"""Files for e-PPGBM."""
