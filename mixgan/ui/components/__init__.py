"""Parts that run in the browser, each a Python function beside its html, css and js."""
