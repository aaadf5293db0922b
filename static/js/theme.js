// Before first paint, on pages that do not know the person yet: the theme that was last chosen in this browser.
const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)/);
if (chosen) document.documentElement.dataset.theme = chosen[1];
