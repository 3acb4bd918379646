// Selecting sentences with the mouse or the keyboard fills in their numbers.
const list = document.querySelector("[data-sentences]");
const first = document.querySelector("[name=first]");
const last = document.querySelector("[name=last]");

function numberOf(node) {
  const element = node instanceof Element ? node : node?.parentElement;
  const item = element?.closest("li[value]");
  return item && list.contains(item) ? item.value : null;
}

if (list && first && last) {
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return;
    const ends = [numberOf(selection.anchorNode), numberOf(selection.focusNode)];
    if (ends.includes(null)) return;
    first.value = Math.min(...ends);
    last.value = Math.max(...ends);
  });
}
