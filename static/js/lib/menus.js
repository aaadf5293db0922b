// "More" menus are <details>: one open at a time, closed by Escape or a click elsewhere, left alone by live updates while open.

export function watchMenus() {
  const open = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("toggle", ({ target }) => target.matches?.("details.menu") && target.toggleAttribute("hx-morph-skip", target.open), true);
  document.addEventListener("click", ({ target }) => {
    for (const menu of open()) if (!menu.contains(target) || target.closest("a[href^='#'], [data-edit]")) menu.open = false;
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
