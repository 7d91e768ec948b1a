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

  // Browsers that cannot show a closed <details> get the open one on wide screens.
  var menu = document.querySelector("details.menu");
  if (menu && window.matchMedia("(min-width: 60em)").matches) menu.open = true;
})();
