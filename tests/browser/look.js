// What a page looks like as it is drawn now. Evaluated once in a loaded page; afterwards each
// function of `look` returns a list of findings: {code, where, what}.
// The page is only read; what a test changes (width, scheme, size of text) it changes itself.
globalThis.look = (() => {
  const LETTERS = /[\p{L}\p{N}]/u;
  const INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex]:not([tabindex='-1'])";
  const LEAST_TARGET = 24; // WCAG 2.5.8, without its exception for targets that stand apart
  const STEADY = 0.01; // of a layout shift: a tenth of what Lighthouse calls good
  const LARGE = 24, LARGE_BOLD = 18.66; // px: 18 pt, and 14 pt bold

  // Changes of colour and place that take their time are over at once.
  const finish = (animations) => {
    for (const animation of animations) {
      if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
    }
  };

  // --- Names ---------------------------------------------------------------------------------

  const one = (element) => {
    const id = element.id && !/\d/.test(element.id) ? `#${element.id}` : "";
    const classes = [...element.classList].map((name) => `.${name}`).join("");
    return element.localName + (id || classes);
  };

  // The last three steps of the way to an element: enough to find it, the same on every page.
  const pathOf = (element) => {
    const steps = [];
    for (let at = element; at && at !== document.documentElement && steps.length < 3; at = at.parentElement) {
      steps.unshift(one(at));
      if (at.id) break;
    }
    return steps.join(" > ") || "html";
  };

  const quote = (text) => {
    const line = text.replace(/\s+/g, " ").trim();
    return `«${line.length > 40 ? `${line.slice(0, 40)}…` : line}»`;
  };

  const labelOf = (element) => element.getAttribute("aria-label") || element.textContent || element.getAttribute("value") || element.name || "";

  const finding = (code, element, what = "") => ({ code, where: pathOf(element), what });

  const round = (number) => Math.round(number * 10) / 10;

  // --- What is there to see --------------------------------------------------------------------

  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  // For screen readers only: cut down to a point.
  const isForEars = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      const isPoint = box.width <= 1.5 && box.height <= 1.5 && (style.overflowX !== "visible" || style.overflowY !== "visible");
      if (isPoint || /inset\((50|100)%/.test(style.clipPath) || /^rect\((0|1)px/.test(style.clip)) return true;
    }
    return false;
  };

  // The link that waits outside of the page until it has the focus.
  const isSkipLink = (element) => {
    const link = element.closest("a[href^='#']");
    return Boolean(link) && link === document.querySelector("body a");
  };

  const texts = (root = document.body) => {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (!LETTERS.test(node.data) || element.closest("script, style, template, noscript, svg")) continue;
      if (!isShown(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter((rect) => rect.width > 0 && rect.height > 0);
      if (rects.length && !isForEars(element)) found.push({ node, element, rects });
    }
    return found;
  };

  const scrolls = (value) => value === "auto" || value === "scroll";
  const clips = (value) => value === "hidden" || value === "clip";

  // --- Width -----------------------------------------------------------------------------------

  const width = () => {
    const findings = [];
    const room = document.documentElement.clientWidth;
    const root = document.scrollingElement;
    if (root.scrollWidth > room) {
      const reasons = [...document.body.querySelectorAll("*")].filter((element) => {
        const box = element.getBoundingClientRect();
        return (box.left < -0.5 || box.right > room + 0.5) && box.width > 0 && isShown(element) && !isHeld(element);
      });
      const deepest = reasons.filter((element) => !reasons.some((other) => other !== element && element.contains(other)));
      const excess = `${root.scrollWidth} px in ${room}`;
      findings.push(...(deepest.length ? deepest.slice(0, 3) : [root]).map((element) => finding("scrolls-sideways", element, excess)));
    }
    for (const { element, rects } of texts()) {
      if (isHeld(element) || isSkipLink(element)) continue;
      const out = rects.find((rect) => rect.left < -1 || rect.right > room + 1);
      if (out) findings.push(finding("text-outside", element, quote(element.textContent)));
    }
    return findings;
  };

  // Inside something that scrolls sideways by itself, as a wide table may, or that cuts it off.
  const isHeld = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      const { overflowX } = getComputedStyle(at);
      if (scrolls(overflowX) || clips(overflowX)) return true;
    }
    return false;
  };

  // Text that a box cuts off. Half a letter of height is no text: boxes of Persian fonts are tall.
  const clipped = () => {
    const findings = [];
    for (const { element, rects } of texts()) {
      const slack = parseFloat(getComputedStyle(element).fontSize) / 2;
      for (let at = element; at && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.display === "inline") continue;
        const box = at.getBoundingClientRect();
        const x = clips(style.overflowX) && rects.some((rect) => rect.left < box.left - 1 || rect.right > box.right + 1);
        const y = clips(style.overflowY) && rects.some((rect) => rect.top < box.top - slack || rect.bottom > box.bottom + slack);
        if (x || y) {
          findings.push(finding("text-clipped", at, quote(element.textContent)));
          break;
        }
        if (scrolls(style.overflowX) || scrolls(style.overflowY)) break;
      }
    }
    return findings;
  };

  // --- Colours -----------------------------------------------------------------------------------

  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();

  // Any colour that CSS can write, as [r, g, b, a]: 0 to 255, and 0 to 1.
  const rgba = (colour) => {
    if (!known.has(colour)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };

  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];

  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };

  const canvas = () => {
    const root = document.documentElement;
    const before = root.style.color;
    root.style.color = "Canvas";
    const colour = rgba(getComputedStyle(root).color);
    root.style.color = before;
    return colour;
  };

  // The colour behind an element: the nearest opaque one up the tree, under what is laid over it.
  const groundOf = (element, base) => {
    const layers = [];
    let ground = base;
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] >= 0.999) {
        ground = colour;
        break;
      }
      if (colour[3] > 0) layers.unshift(colour);
    }
    return layers.reduce((below, layer) => over(layer, below), ground);
  };

  const opacityOf = (element) => {
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) opacity *= parseFloat(getComputedStyle(at).opacity);
    return opacity;
  };

  const isOff = (element) => Boolean(element.closest(":disabled, [aria-disabled=true]"));

  const hex = (colour) => `#${colour.slice(0, 3).map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

  const contrastOf = (element, style, ground, text, code) => {
    const colour = rgba(style.color);
    const drawn = over([...colour.slice(0, 3), colour[3] * opacityOf(element)], ground);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= LARGE || (size >= LARGE_BOLD && parseInt(style.fontWeight, 10) >= 700);
    const least = isLarge ? 3 : 4.5;
    const found = ratio(drawn, ground);
    if (found >= least) return [];
    return [finding(code, element, `${hex(drawn)} on ${hex(ground)}: ${Math.floor(found * 100) / 100} of ${least}, ${quote(text)}`)];
  };

  // axe takes joined Persian letters for an icon font and passes them by; this does not.
  const contrast = (root = document.body) => {
    finish(document.getAnimations());
    const findings = [];
    const base = canvas();
    for (const { node, element } of texts(root)) {
      if (isOff(element) || isSkipLinkAway(element)) continue;
      findings.push(...contrastOf(element, getComputedStyle(element), groundOf(element, base), node.data, "contrast"));
    }
    for (const element of root.querySelectorAll("*")) {
      for (const pseudo of ["::before", "::after"]) {
        const style = getComputedStyle(element, pseudo);
        if (!/^"/.test(style.content) || !LETTERS.test(style.content) || !isShown(element) || isOff(element)) continue;
        findings.push(...contrastOf(element, style, groundOf(element, base), style.content, "contrast"));
      }
      if (element.placeholder && isShown(element)) {
        const style = getComputedStyle(element, "::placeholder");
        findings.push(...contrastOf(element, style, groundOf(element, base), element.placeholder, "contrast"));
      }
    }
    return findings;
  };

  const isSkipLinkAway = (element) => isSkipLink(element) && document.activeElement !== element.closest("a");

  // Paper is white, and browsers leave grounds away to save ink unless a page insists.
  const paper = () => {
    finish(document.getAnimations());
    const findings = [];
    const white = [255, 255, 255, 1];
    for (const { node, element } of texts()) {
      const style = getComputedStyle(element);
      const insists = style.printColorAdjust === "exact";
      const ground = insists ? groundOf(element, white) : white;
      findings.push(...contrastOf(element, style, ground, node.data, "print-contrast"));
    }
    for (const element of document.querySelectorAll("nav, button, input, select, textarea, video, audio")) {
      if (isShown(element)) findings.push(finding("print-controls", element, quote(labelOf(element))));
    }
    const skip = document.querySelector("body a[href^='#']");
    if (skip && isSkipLink(skip) && isShown(skip) && !isForEars(skip)) findings.push(finding("print-controls", skip, quote(labelOf(skip))));
    return findings;
  };

  // --- Targets -----------------------------------------------------------------------------------

  // In running text: the block it stands in has words that lead nowhere.
  const isInText = (element) => {
    if (getComputedStyle(element).display !== "inline") return false;
    let block = element.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (LETTERS.test(walker.currentNode.data) && !parent.closest(INTERACTIVE) && isShown(parent)) return true;
    }
    return false;
  };

  const targets = () => {
    const findings = [];
    for (const element of document.querySelectorAll(INTERACTIVE)) {
      if (!isShown(element) || isForEars(element) || isOff(element) || isSkipLinkAway(element)) continue;
      const boxes = [element, ...(element.labels || [])].map((part) => part.getBoundingClientRect());
      if (boxes.some((box) => box.width >= LEAST_TARGET - 0.05 && box.height >= LEAST_TARGET - 0.05)) continue;
      if (boxes[0].width === 0 || isInText(element)) continue;
      // A scroller that takes the focus so that keys can move it is no target.
      if (!element.matches("a, button, input, select, textarea, summary, [role]") && element.scrollWidth > element.clientWidth) continue;
      findings.push(finding("target-small", element, `${round(boxes[0].width)}×${round(boxes[0].height)} px, ${quote(labelOf(element))}`));
    }
    return findings;
  };

  // --- Structure ---------------------------------------------------------------------------------

  const structure = ({ isBare }) => {
    const findings = [];
    const root = document.documentElement;
    if (root.lang !== "fa") findings.push(finding("language", root, `lang="${root.lang}"`));
    if (root.dir !== "rtl" || getComputedStyle(document.body).direction !== "rtl") findings.push(finding("direction", root, `dir="${root.dir}"`));
    if (!document.title.trim()) findings.push(finding("title", root));
    const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6, [role=heading]")].filter(isShown);
    const levels = headings.map((heading) => Number(heading.getAttribute("aria-level") || heading.localName[1]));
    const tops = levels.filter((level) => level === 1).length;
    if (tops !== 1) findings.push(finding("heading-one", root, `${tops} of them`));
    levels.forEach((level, number) => {
      const before = number ? levels[number - 1] : 0;
      if (level > before + 1 && (number || level !== 1)) findings.push(finding("heading-skipped", headings[number], `h${level} after ${before ? `h${before}` : "nothing"}, ${quote(headings[number].textContent)}`));
    });
    const isTop = (element) => !element.closest("main, article, section, aside, nav");
    const landmarks = {
      main: document.querySelectorAll("main, [role=main]").length,
      banner: [...document.querySelectorAll("header")].filter(isTop).length + document.querySelectorAll("[role=banner]:not(header)").length,
      contentinfo: [...document.querySelectorAll("footer")].filter(isTop).length + document.querySelectorAll("[role=contentinfo]:not(footer)").length,
    };
    for (const [landmark, count] of Object.entries(landmarks)) {
      if (count !== 1 && !(isBare && landmark !== "main")) findings.push(finding("landmark", root, `${count} times ${landmark}`));
    }
    return findings;
  };

  const pictures = () => {
    const findings = [];
    for (const image of document.images) {
      if (!isShown(image) || isForEars(image)) continue;
      if (image.complete && image.naturalWidth === 0) findings.push(finding("picture-broken", image, image.getAttribute("src")));
      const box = image.getBoundingClientRect();
      const style = getComputedStyle(image);
      if (style.objectFit !== "fill" || !image.naturalWidth || !box.height) continue;
      const wide = box.width - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - parseFloat(style.borderLeftWidth) - parseFloat(style.borderRightWidth);
      const tall = box.height - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom) - parseFloat(style.borderTopWidth) - parseFloat(style.borderBottomWidth);
      const own = image.naturalWidth / image.naturalHeight;
      if (Math.abs(wide / tall / own - 1) > 0.03) findings.push(finding("picture-squeezed", image, `${round(wide)}×${round(tall)} px of ${image.naturalWidth}×${image.naturalHeight}`));
    }
    return findings;
  };

  const motion = () => {
    const findings = [];
    for (const animation of document.getAnimations()) {
      const { duration } = animation.effect.getComputedTiming();
      if (duration > 100) findings.push(finding("motion", animation.effect.target || document.body, `${animation.animationName || animation.transitionProperty}: ${duration} ms`));
    }
    if (getComputedStyle(document.documentElement).scrollBehavior === "smooth") findings.push(finding("motion", document.documentElement, "scroll-behavior: smooth"));
    return findings;
  };

  // --- Size of text --------------------------------------------------------------------------------

  let before = new Map();

  const rememberSizes = () => {
    before = new Map(texts().map(({ element }) => [element, parseFloat(getComputedStyle(element).fontSize)]));
    return parseFloat(getComputedStyle(document.documentElement).fontSize);
  };

  const setRoot = (size) => {
    document.documentElement.style.fontSize = size;
  };

  // After the root was doubled. Headings that grow with the window as well may grow less.
  const sizes = () => {
    const findings = [];
    for (const [element, size] of before) {
      const now = parseFloat(getComputedStyle(element).fontSize);
      if (now / size < 1.3) findings.push(finding("text-does-not-grow", element, `${round(size)} → ${round(now)} px, ${quote(element.textContent)}`));
    }
    return findings;
  };

  // --- Focus -----------------------------------------------------------------------------------------

  let stops = [];

  const still = async () => {
    for (let last = null; last !== scrollY; ) {
      last = scrollY;
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
    }
  };

  const styleOf = (element) => {
    const style = getComputedStyle(element);
    return {
      outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1,
      outlineStyle: style.outlineStyle,
      outlineColour: style.outlineColor,
      boxShadow: style.boxShadow,
    };
  };

  // Tab was pressed: remember where it led. False when it led out of the page or round to the start.
  const stop = async () => {
    const element = document.activeElement;
    if (getComputedStyle(document.documentElement).scrollBehavior === "smooth") await still();
    finish(element?.getAnimations() ?? []);
    if (!element || element === document.body || element === document.documentElement) return false;
    if (stops.some((known) => known.element === element)) return false;
    const rects = [...element.getClientRects()].filter((rect) => rect.width && rect.height);
    const box = element.getBoundingClientRect();
    const isTall = box.height > innerHeight || box.width > innerWidth;
    const isInside = rects.length > 0 && (isTall || (box.top >= -1 && box.bottom <= innerHeight + 1 && box.left >= -1 && box.right <= innerWidth + 1));
    let isOnTop = false;
    for (const rect of rects) {
      const x = Math.min(Math.max((rect.left + rect.right) / 2, 0), innerWidth - 1);
      const y = Math.min(Math.max((rect.top + rect.bottom) / 2, 0), innerHeight - 1);
      const top = document.elementFromPoint(x, y);
      if (top && (element.contains(top) || top.contains(element))) isOnTop = true;
    }
    stops.push({ element, isInside, isOnTop, isSeen: isShown(element) && !isForEars(element), style: styleOf(element), ground: groundOf(element.parentElement, canvas()) });
    return true;
  };

  const walked = () => {
    document.activeElement?.blur();
    const findings = [];
    for (const { element, isInside, isOnTop, isSeen, style, ground } of stops) {
      const label = quote(labelOf(element));
      if (!isSeen || !isInside) findings.push(finding("focus-outside", element, label));
      else if (!isOnTop) findings.push(finding("focus-covered", element, label));
      const rest = styleOf(element);
      const shadow = style.boxShadow !== "none" && style.boxShadow !== rest.boxShadow;
      if (!style.outline && !shadow) findings.push(finding("focus-unseen", element, label));
      // The browser's own ring (auto) has two colours, and no contrast to compute.
      if (style.outline && !shadow && style.outlineStyle !== "auto") {
        const drawn = over(rgba(style.outlineColour), ground);
        const found = ratio(drawn, ground);
        if (found < 3) findings.push(finding("focus-contrast", element, `${hex(drawn)} on ${hex(ground)}: ${Math.floor(found * 100) / 100} of 3, ${label}`));
      }
    }
    stops = [];
    return findings;
  };

  // The first stop, while it has the focus: a link to the main part, in full view.
  const skipLink = () => {
    const link = document.activeElement;
    const target = link?.matches?.("a[href^='#']") && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target || !target.closest("main")) return [finding("skip-link", link || document.body, "the first stop is no link to main")];
    const box = link.getBoundingClientRect();
    const isInside = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
    if (!isInside || !isShown(link) || isForEars(link)) return [finding("skip-link", link, "is not seen when it has the focus")];
    return contrast(link);
  };

  // After the skip link was followed and Tab was pressed once more.
  const skipped = () => {
    const main = document.querySelector("main");
    const focusable = [...main.querySelectorAll(INTERACTIVE)].some(isShown);
    const box = main.getBoundingClientRect();
    const findings = [];
    if (focusable && !main.contains(document.activeElement)) findings.push(finding("skip-link", document.activeElement, "following it does not lead into main"));
    if (box.top >= innerHeight) findings.push(finding("skip-link", main, "main is not in view after it"));
    return findings;
  };

  // --- Without scripts -----------------------------------------------------------------------------------

  let waiting = null;

  // Text that is there and is not drawn, and that no reader can open: it waits for a script. Asked
  // again at another width or on paper, it forgets what is drawn there.
  const hidden = () => {
    const found = [];
    for (const element of document.body.querySelectorAll("*")) {
      if (element.closest("script, style, template, noscript, svg, [hidden], dialog, datalist, select, [popover], details:not([open])")) continue;
      const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && LETTERS.test(node.data));
      if (own.length && !isShown(element)) found.push(element);
    }
    waiting = waiting ? waiting.filter((element) => found.includes(element)) : found;
    return waiting.map((element) => finding("hidden-without-script", element, quote(element.textContent)));
  };

  // The words of main, without those that belong to what only a script can do.
  const words = () => {
    const main = document.querySelector("main");
    const found = [];
    for (const { node, element } of texts(main)) {
      if (!element.closest("button, output, [role=status], [aria-live], [data-by-script]")) found.push(node.data.replace(/\s+/g, " ").trim());
    }
    return found;
  };

  // What has moved by itself since the page was opened, though nobody touched anything.
  const moved = () => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: "layout-shift", buffered: true });
    const shifts = observer.takeRecords().filter((shift) => !shift.hadRecentInput);
    observer.disconnect();
    if (shifts.reduce((sum, shift) => sum + shift.value, 0) <= STEADY) return [];
    return shifts.map((shift) => {
      const node = shift.sources[0]?.node ?? document.body;
      return finding("jumps", node.nodeType === Node.TEXT_NODE ? node.parentElement : node, shift.value.toFixed(3));
    });
  };

  const printed = () => texts().map(({ node }) => node.data).join(" ");

  return { moved, printed, width, clipped, contrast, paper, targets, structure, pictures, motion, rememberSizes, setRoot, sizes, stop, walked, skipLink, skipped, hidden, words };
})();
