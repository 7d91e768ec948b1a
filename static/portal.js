/* Comfort only: every page works without this file. */
(function () {
  "use strict";
  var PAUSE = 3000; // a second press within this many milliseconds is taken for a double click
  var unsaved = null; // the form that holds words not yet sent

  function isPost(form) {
    return Boolean(form) && form.getAttribute("method") === "post";
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!isPost(form) || event.defaultPrevented) return;
    if (form.getAttribute("aria-busy")) {
      event.preventDefault();
      return;
    }
    if (form === unsaved) unsaved = null;
    form.setAttribute("aria-busy", "true");
    setTimeout(function () { form.removeAttribute("aria-busy"); }, PAUSE);
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[aria-busy]").forEach(function (form) { form.removeAttribute("aria-busy"); });
  });

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (isPost(form) && !form.querySelector("[type=password]")) unsaved = form;
  });

  window.addEventListener("beforeunload", function (event) {
    if (!unsaved) return;
    event.preventDefault();
    event.returnValue = ""; // older browsers ask only when this is set
  });

  var summary = document.getElementById("error-summary");
  if (summary) {
    summary.focus();
    var refused = summary.closest("form");
    if (refused && !refused.querySelector("[type=password]")) unsaved = refused;
  }

  var typed = document.querySelector("form[data-unsaved]");
  if (typed) unsaved = typed; // sent, and not saved yet

  // Drafts: a form with a "keep" button is sent every few seconds while someone types, and once more when the page is left.
  var EVERY = 4000;
  document.querySelectorAll("button[name=keep]").forEach(function (button) {
    var form = button.form, words = button.nextElementSibling, timer = null, isChanged = false, isOver = false;

    function keep() {
      clearTimeout(timer);
      timer = null;
      if (!isChanged || isOver || form.getAttribute("aria-busy")) return;
      isChanged = false;
      var sent = new URLSearchParams(new FormData(form));
      sent.set("keep", "1");
      fetch(location.pathname, {
        method: "POST", body: sent, headers: { Accept: "application/json" }, redirect: "manual", keepalive: String(sent).length < 60000,
      }).then(function (response) {
        if (response.type === "opaqueredirect") isOver = true; // it was sent meanwhile
        if (isOver) return;
        if (!response.ok && response.status !== 409) throw response.status;
        return response.json().then(function (answer) {
          words.textContent = answer.message;
          isOver = !response.ok;
          if (isOver) return words.setAttribute("role", "alert");
          form.elements.draft.value = answer.stamp;
          if (!isChanged && unsaved === form) unsaved = null;
        });
      }).catch(function () {
        isChanged = true; // the next key tries again
        words.textContent = button.dataset.lost;
      });
    }

    form.addEventListener("input", function () {
      isChanged = true;
      timer = timer || setTimeout(keep, EVERY);
    });
    document.addEventListener("visibilitychange", function () { if (document.hidden) keep(); });
  });

  // The entry sheet: Enter goes on to the next number, as in a spreadsheet; results show as they are typed.
  var sheet = document.querySelector("form.sheet");

  function read(field) {
    var text = field ? field.value.replace(/[\s'’]/g, "") : "";
    if (/^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(text)) return NaN; // a thousand or a decimal: the portal asks
    return /^[+-]?(\d+[.,]?\d*|[.,]\d+)$/.test(text) ? Number(text.replace(",", ".")) : NaN;
  }

  function write(number, places) {
    return number.toLocaleString(document.documentElement.lang + "-BE", { maximumFractionDigits: places });
  }

  function say(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  function compute(row) {
    var numbers = row.querySelector("[data-kind]"), own = numbers.querySelectorAll(":is(input, select)");
    var ratio = numbers.dataset.kind === "ratio", value = ratio ? read(own[0]) * 100 / read(own[1]) : read(own[0]);
    var output = numbers.querySelector("output"), words = row.querySelector("textarea");
    if (output) say(output, isFinite(value) ? write(value, output.dataset.places) + "\u00a0" + output.dataset.unit : "–");
    var isFar = value < parseFloat(numbers.dataset.low) || value > parseFloat(numbers.dataset.high);
    var ask = numbers.querySelector(".ask");
    say(ask, isFar && !words.value.trim() ? ask.dataset.ask : "");
    if (ask.textContent) words.closest("details").open = true;
    row.querySelectorAll("[data-exclusive]").forEach(function (group) {
      var typed = Array.from(group.querySelectorAll("input"), read).filter(isFinite);
      var rest = typed.reduce(function (left, one) { return left - one; }, value);
      var left = group.querySelector("output"), said = "–";
      if (typed.length && isFinite(rest)) said = rest < 0 ? left.dataset.over.replace("#", write(-rest, 4)) : write(rest, 4);
      say(left, said);
    });
  }

  if (sheet) {
    sheet.addEventListener("input", function (event) {
      var row = event.target.closest(".entry");
      if (row && row.querySelector("[data-kind]")) compute(row);
    });
    sheet.addEventListener("keydown", function (event) {
      var field = event.target;
      if (event.key !== "Enter" || event.ctrlKey || event.isComposing || !field.matches(".numbers :is(input, select)")) return;
      var stops = Array.from(sheet.querySelectorAll(".numbers :is(input, select), .sheet > .actions .primary"));
      stops = stops.filter(function (stop) { return !stop.closest("details:not([open])"); });
      var next = stops[stops.indexOf(field) + (event.shiftKey ? -1 : 1)];
      event.preventDefault();
      if (!next) return;
      next.focus();
      if (next.select) next.select();
    });
  }

  // Browsers that cannot show a closed <details> get the open one on wide screens.
  var menu = document.querySelector("details.menu");
  if (menu && window.matchMedia("(min-width: 60em)").matches) menu.open = true;
})();
