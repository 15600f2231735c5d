/* 津梁 · app
   Small comforts on top of pages that work without them. No inline handlers; everything hangs on data attributes:
     data-drop     a zone that its file input covers, so that one may click or drop anywhere; names the files in data-names
     data-fill     a link that puts the right value into the field it points to
     data-copy     a digest that is copied whole; on a button, one click copies it
     data-stored   a quotation that is copied as it is stored, not as it is shown
     data-rows     a list walked with J and K; each row is a data-row with a link in it
     data-dismiss  closes the toast it stands in
     data-focus    takes the focus when the page opens
   Keys: / finds, J and K choose, Esc closes. Works under a strict Content-Security-Policy. */
(function () {
  "use strict";

  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  /* ---- keys -------------------------------------------------------------- */
  function step(forward) {
    const rows = all("[data-rows] [data-row]");
    if (!rows.length) {
      return false;
    }
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = here < 0 ? 0 : Math.min(Math.max(here + (forward ? 1 : -1), 0), rows.length - 1);
    const link = rows[next].querySelector("a[href], button");
    if (link) {
      link.focus();
      rows[next].scrollIntoView({ block: "nearest" });
    }
    return true;
  }

  function closeMenus(except) {
    all("details.jl-menu[open]").forEach((menu) => {
      if (menu !== except) {
        menu.open = false;
      }
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.querySelector("details.jl-menu[open]");
      closeMenus(null);
      if (open) {
        open.querySelector("summary").focus();
      } else {
        all(".jl-toast").forEach((toast) => toast.remove());
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      return;
    }
    if (event.key === "/") {
      const search = document.querySelector(".jl-search input");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "j" || event.key === "k") {
      if (step(event.key === "j")) {
        event.preventDefault();
      }
    }
  });

  /* ---- clicks ------------------------------------------------------------ */
  function say(button, words) {
    const usual = button.getAttribute("aria-label");
    button.setAttribute("aria-label", words);
    button.classList.add("-done");
    window.setTimeout(() => {
      button.setAttribute("aria-label", usual);
      button.classList.remove("-done");
    }, 1600);
  }

  function copy(button) {
    const done = () => say(button, document.body.dataset.copied);
    if (navigator.clipboard) {
      navigator.clipboard.writeText(button.dataset.copy).then(done);
      return;
    }
    /* without https there is no clipboard object: copy out of a field that is there for a moment */
    const field = document.createElement("textarea");
    field.value = button.dataset.copy;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    if (document.execCommand("copy")) {
      done();
    }
    field.remove();
    button.focus();
  }

  /* a field that was put right by a click says so no more, and neither does the list on top */
  function mended(zone, hash) {
    zone.classList.remove("-bad");
    all(".jl-err", zone).forEach((error) => error.remove());
    all("[aria-invalid]", zone).forEach((control) => control.removeAttribute("aria-invalid"));
    all(".jl-errsum a").forEach((link) => link.hash === hash && link.closest("li").remove());
    all(".jl-errsum").forEach((sum) => {
      const left = all("li", sum).length;
      const head = sum.querySelector("h2");
      head.textContent = head.textContent.replace(/\d+/, left);
      sum.hidden = !left;
    });
  }

  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.jl-menu"));
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) {
      dismiss.closest(".jl-toast").remove();
    }
    const button = event.target.closest("button[data-copy]");
    if (button) {
      copy(button);
    }
    const fill = event.target.closest("a[data-fill]");
    if (fill) {
      const field = document.getElementById(fill.hash.slice(1));
      if (field) {
        event.preventDefault();
        field.value = fill.dataset.fill;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
        field.focus();
        mended(fill.closest(".jl-field"), fill.hash);
      }
    }
    if (event.target.closest(".jl-no[aria-disabled]")) {
      event.preventDefault();
    }
  });

  /* ---- copying: the whole digest, the stored words ------------------------ */
  function enclosing(range, attribute) {
    const node = range.commonAncestorContainer;
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    return element ? element.closest("[" + attribute + "]") : null;
  }

  document.addEventListener("copy", (event) => {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !event.clipboardData) {
      return;
    }
    const range = chosen.getRangeAt(0);
    const digest = enclosing(range, "data-copy");
    const quotation = enclosing(range, "data-stored");
    if (digest) {
      event.clipboardData.setData("text/plain", digest.dataset.copy);
      event.preventDefault();
    } else if (quotation) {
      const before = document.createRange();
      before.setStart(quotation, 0);
      before.setEnd(range.startContainer, range.startOffset);
      const start = before.toString().length;
      event.clipboardData.setData("text/plain", quotation.dataset.stored.substr(start, range.toString().length));
      event.preventDefault();
    }
  });

  /* ---- file drop ---------------------------------------------------------- */
  function size(bytes) {
    return bytes < 1024 * 1024 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
  }

  function enhance(zone) {
    const input = zone.querySelector("input[type=file]");
    const names = zone.querySelector("[data-names]");
    if (!input || !names || zone.classList.contains("-ready")) {
      return;
    }
    zone.classList.add("-ready");
    input.addEventListener("change", () => {
      names.replaceChildren(
        ...Array.from(input.files, (file) => {
          const line = document.createElement("li");
          line.textContent = file.name + "，" + size(file.size);
          return line;
        }),
      );
    });
    ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, () => zone.classList.add("-over")));
    ["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => zone.classList.remove("-over")));
  }

  /* ---- drafts: nothing is saved behind a button --------------------------
     A save that is late would reach a claim that has just been handed in, and be refused. So a button waits for the save that
     is on its way, and the one still to come is dropped: what was typed goes with the button itself. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    form.setAttribute("data-leaving", "");
    if (form.querySelector("[hx-post].htmx-request")) {
      event.preventDefault();
      const go = () => window.setTimeout(() => form.requestSubmit(event.submitter));
      form.addEventListener("htmx:afterRequest", go, { once: true });
    }
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.closest("[data-leaving]")) {
      event.preventDefault();
    }
  });
  window.addEventListener("pageshow", () => all("[data-leaving]").forEach((form) => form.removeAttribute("data-leaving")));

  /* ---- htmx: what was swapped in shows for a moment, a failed autosave says so ------------------ */
  document.addEventListener("htmx:load", (event) => {
    all("[data-drop]", event.detail.elt).forEach(enhance);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const swapped = event.detail.elt;
    if (swapped.matches("tr, li")) {
      swapped.classList.add("-new");
    }
  });
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => {
    document.addEventListener(name, (event) => {
      const saved = event.target.querySelector("#saved");
      if (saved) {
        saved.textContent = saved.dataset.failed;
        saved.classList.add("-failed");
      }
    });
  });

  all("[data-drop]").forEach(enhance);
  const first = document.querySelector("[data-focus]");
  if (first) {
    first.focus();
  }
})();
