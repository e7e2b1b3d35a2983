// Two small improvements of the links that share a page: the device's own sheet, and a button that copies.
// Without this script the links stand as they are.
for (const list of document.querySelectorAll("[data-share]")) {
  const page = { title: list.dataset.title, url: list.dataset.share };
  const add = (kind, act) => {
    const item = list.querySelector(`[data-add="${kind}"]`);
    item.hidden = false;
    item.firstElementChild.addEventListener("click", act);
  };
  if (navigator.share) add("sheet", () => navigator.share(page).catch(() => {}));
  if (navigator.clipboard) {
    add("copy", async (event) => {
      const words = event.currentTarget.querySelector("span");
      await navigator.clipboard.writeText(page.url);
      words.textContent = words.dataset.done;
    });
  }
}
