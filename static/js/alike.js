// Those that may be the same: fetched once the page is there, so that it waits for nothing. Without this script the
// address in their place leads to a page of their own.
(function () {
  "use strict";
  document.querySelectorAll("[data-alike]").forEach(function (place) {
    var way = place.innerHTML;
    place.setAttribute("aria-busy", "true");
    window.fetch(place.dataset.alike, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok || answer.redirected) throw new Error();
      return answer.text();
    }).then(function (html) { place.innerHTML = html; }).catch(function () { place.innerHTML = way; })
      .then(function () { place.removeAttribute("aria-busy"); });
  });

  // One that is chosen is put into the form that stands on the page, where nothing typed is lost.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-choose]");
    var field = link && document.querySelector("form [name='" + link.dataset.choose + "']");
    if (!field) return;
    event.preventDefault();
    if (field.tomselect) field.tomselect.setValue(link.dataset.value);
    else { field.value = link.dataset.value; field.dispatchEvent(new Event("change", { bubbles: true })); }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelectorAll("[data-choose]").forEach(function (other) {
      var li = other.closest("li");
      li.classList.toggle("chosen", other === link);
      if (other === link) other.setAttribute("aria-current", "true"); else other.removeAttribute("aria-current");
    });
    var seen = field.tomselect ? field.tomselect.wrapper : field;
    seen.scrollIntoView({ block: "center" });
  });
})();
