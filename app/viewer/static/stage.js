// The pages that a sample rests on. Steps elsewhere name evidence; it lights up here.

import { el, link } from "./dom.js";
import { box, content, sheet } from "./pages.js";

export class Stage {
  constructor(view) {
    this.evidence = view.evidence || [];
    const carriers = Object.values(view.carriers || {});
    this.empty = !carriers.length && !view.pages?.length;
    const sheets = (view.pages || []).map(page => this.sheet(page, carriers));
    const read = carriers.map(found => el("details", { class: "read", open: true },
      el("summary", {}, "As read: ", found.name), content(found, this.evidence.filter(item => item.carrier === found.id)),
      el("p", {}, el("a", { href: link(["graph", found.id]) }, "in the graph"), " · ",
        el("a", { href: link(["documents", found.document.slice(0, 12), found.id]) }, "in its document"))));
    this.node = el("aside", { class: "stage", "aria-label": "Pages and evidence", hidden: this.empty }, sheets, read);
  }

  sheet(page, carriers) {
    const here = item => item.document === page.document && item.page === page.page && item.box;
    const outlines = carriers.filter(here).map(found => box(found.box, { class: "outline" }));
    const boxes = this.evidence.filter(here).map(item =>
      box(item.box, { class: `evidence ${item.kind}`, "data-cites": item.id }, `${item.id}: ${item.text}`));
    return sheet({ ...page, label: `${page.name}, page ${page.page}` }, [outlines, boxes]);
  }

  /** Light the evidence of what is hovered or focused anywhere in a node. */
  listen(node) {
    const named = event => event.target.closest?.("[data-cites]")?.getAttribute("data-cites") || "";
    node.addEventListener("mouseover", event => this.light(node, named(event), false));
    node.addEventListener("mouseleave", () => this.light(node, "", false));
    node.addEventListener("focusin", event => this.light(node, named(event), !this.node.contains(event.target)));
    node.addEventListener("click", event => this.light(node, named(event), !this.node.contains(event.target)));
  }

  light(node, cites, move) {
    const wanted = new Set(cites.split(" ").filter(Boolean));
    const places = [...node.querySelectorAll("[data-cites]")];
    let first = null;
    for (const place of places) {
      const own = place.getAttribute("data-cites").split(" ");
      const single = this.node.contains(place) || own.length === 1;
      const lit = wanted.size > 0 && single && own.some(id => wanted.has(id));
      place.classList.toggle("lit", lit);
      if (lit && !first && this.node.contains(place)) first = place;
    }
    this.node.classList.toggle("lighting", wanted.size > 0);
    if (move && first && getComputedStyle(this.node).position === "sticky") this.bring(first);
  }

  /** Scroll the stage, not the page, to a place. */
  bring(place) {
    const [own, all] = [place.getBoundingClientRect(), this.node.getBoundingClientRect()];
    if (own.top < all.top || own.bottom > all.bottom) {
      this.node.scrollBy({ top: own.top - all.top - all.height / 3, behavior: "smooth" });
    }
  }
}
