// What the form does beyond what its configuration says. It is loaded before Decap CMS.
"use strict";

window.CMS_MANUAL_INIT = true;

const ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const ID_LENGTH = 6;
const ID = "شناسه";
const DATE = "تاریخ";
const SLUG = "نامک";

const isEmpty = (value) => value == null || value === "" || value.size === 0;

// A key without a value is a problem to the newsroom, and the form leaves them behind.
const pruned = (data) => data
    .map((value) => (value && value.entrySeq ? pruned(value) : value))
    .filterNot(isEmpty);

function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(ID_LENGTH));
    return Array.from(bytes, (byte) => ID_ALPHABET[byte % ID_ALPHABET.length]).join("");
}

// «۳ آذر ۱۴۰۵ ۸:۰۰»: this very moment, as `make new` writes it.
function now() {
    const format = (options) => new Intl.DateTimeFormat("fa-IR-u-ca-persian-hc-h23", { timeZone: "Asia/Tehran", ...options });
    const parts = format({ day: "numeric", month: "long", year: "numeric" }).formatToParts(new Date());
    const part = (type) => parts.find((found) => found.type === type).value;
    const time = format({ hour: "numeric", minute: "2-digit" }).format(new Date());
    return `${part("day")} ${part("month")} ${part("year")} ${time}`;
}

// What `make new` would have written: an identity, a moment, and the identity for a slug where none was thought of.
function completed(entry) {
    const data = pruned(entry.get("data"));
    if (entry.get("collection") === "pages") return data;
    const id = data.get(ID, newId());
    const dated = data.set(ID, id).set(DATE, data.get(DATE, now()));
    return entry.get("newRecord") ? dated.set(SLUG, dated.get(SLUG, id)) : dated;
}

// Several of a list, kept as one line split at «،», which is how files of other editors have them.
function makeOneLineChoices({ createClass, h }) {
    const split = (value) => (value && value.join ? value.join("،") : value || "")
        .split(/[،,]/).map((name) => name.trim()).filter(Boolean);
    return createClass({
        toggle(name) {
            const chosen = split(this.props.value);
            const rest = chosen.filter((other) => other !== name);
            this.props.onChange((rest.length < chosen.length ? rest : [...chosen, name]).join("، "));
        },
        render() {
            const chosen = split(this.props.value);
            const offered = this.props.field.get("options").toArray();
            const names = [...offered, ...chosen.filter((name) => !offered.includes(name))];
            return h("div", { id: this.props.forID, className: "one-line-choices" }, ...names.map((name) => h(
                "label",
                { key: name },
                h("input", { type: "checkbox", checked: chosen.includes(name), onChange: () => this.toggle(name) }),
                name,
            )));
        },
    });
}

// Decap's Persian lacks half-spaces, was partly made by a machine («صرفه جویی» for saving), and calls what its main
// button does «انتشار», while here the key «وضعیت» publishes.
const TOOLBAR = {
    save: "ذخیره",
    saving: "در حال ذخیره…",
    publish: "ثبت",
    publishing: "در حال ثبت…",
    published: "ثبت شد",
    publishNow: "همین حالا ثبت کن",
    publishAndCreateNew: "ثبت کن و نوشته‌ای تازه باز کن",
    publishAndDuplicate: "ثبت کن و رونوشتی باز کن",
};
const TOP = { newButton: "نوشتهٔ تازه", newButtonAriaLabel: "نوشتهٔ تازه" };
const withHalfSpaces = (words) => (typeof words === "string"
    ? words.replace(/ (ها|های|هایی)(?![آ-ی])/g, "\u200c$1").replace(/(^| )(ن?می) (?=[آ-ی])/g, "$1$2\u200c")
    : Object.fromEntries(Object.entries(words).map(([key, word]) => [key, withHalfSpaces(word)])));

function inGoodPersian(words) {
    const better = withHalfSpaces(words);
    Object.assign(better.editor.editorToolbar, TOOLBAR);
    Object.assign(better.collection.collectionTop, TOP);
    better.editor.editorControlPane.widget.regexPattern = "%{fieldLabel}: %{pattern}";
    better.editor.editorWidgets.list.add = "افزودن";
    better.mediaLibrary.mediaLibraryModal.chooseSelected = "برگزیدن";
    return better;
}

window.addEventListener("DOMContentLoaded", () => {
    const { CMS } = window;
    CMS.registerLocale("fa", inGoodPersian(CMS.getLocale("fa")));
    CMS.registerWidget("one-line-choices", makeOneLineChoices(window));
    CMS.registerEventListener({
        name: "preSave",
        handler: ({ entry }) => completed(entry),
    });
    CMS.init();
});
