//! Whether a documented type and a type of the spec say the same.

use super::look::{Look, Way};
use crate::check::SCALARS;
use crate::model::{Kind, Scalar, TypeId};

/// What a value looks like, as far as documentation tells things apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Any,
    Text,
    Int,
    Number,
    Flag,
    Date,
    Datetime,
    Time,
    Timestamp,
    Money,
    File,
    Id,
    Code,
    Choice,
    List,
    Tuple,
    Map,
    Object,
    Done,
}

/// Documented words, and what fits each of them. Identifiers are numbers or texts; that is no difference.
const TABLE: &[(&[&str], &[Form])] = &[
    (
        &["string", "text", "str"],
        &[
            Form::Text,
            Form::Code,
            Form::Choice,
            Form::Id,
            Form::Date,
            Form::Datetime,
            Form::Time,
            Form::Money,
            Form::File,
        ],
    ),
    (
        &["char"],
        &[Form::Text, Form::Flag, Form::Choice, Form::Code],
    ),
    (&["integer", "int"], &[Form::Int, Form::Id, Form::Timestamp]),
    (&["double", "float", "number"], &[Form::Number, Form::Money]),
    (&["boolean", "bool"], &[Form::Flag, Form::Done]),
    (&["date"], &[Form::Date]),
    (&["datetime"], &[Form::Datetime]),
    (&["timestamp"], &[Form::Timestamp, Form::Int]),
    (&["object"], &[Form::Object, Form::Map, Form::Done]),
    // What PHP calls so may have names for its places.
    (
        &["array"],
        &[Form::List, Form::Tuple, Form::Map, Form::Object, Form::Done],
    ),
    (
        &[
            "file",
            "diskfile",
            "attached_diskfile",
            "product_file",
            "File",
        ],
        &[
            Form::File,
            Form::Tuple,
            Form::List,
            Form::Map,
            Form::Object,
            Form::Text,
            Form::Id,
            Form::Int,
        ],
    ),
    (
        &["enum", "crm_status", "crm_currency"],
        &[Form::Text, Form::Code, Form::Choice, Form::Id, Form::Int],
    ),
    (
        &[
            "user",
            "crm_entity",
            "crm_company",
            "crm_contact",
            "crm_lead",
            "crm_deal",
            "crm_quote",
            "crm_category",
            "location",
        ],
        &[Form::Id, Form::Int, Form::Text],
    ),
    (&["lang_map"], &[Form::Map, Form::Object, Form::Text]),
    (&["time"], &[Form::Time, Form::Object, Form::Text]),
];

/// Documented words that say nothing.
const SILENT: &[&str] = &["", "any", "mixed", "null", "undefined"];

/// Whether a type fits one of the documented alternatives.
pub(crate) fn fits(documented: &str, seen: &[String], look: Look<'_>, ty: TypeId) -> bool {
    let forms = forms(look, ty);
    if forms.contains(&Form::Any) {
        return true;
    }
    let mut alternatives = documented.split(" | ").map(str::trim);
    let mut said = alternatives
        .clone()
        .filter(|word| !SILENT.contains(word))
        .peekable();
    said.peek().is_none()
        || alternatives.any(|word| fits_word(word, seen, look, ty, &forms))
        || shown(seen, &forms)
}

/// Whether values of a type are plain, so that they can arrive as texts.
pub(crate) fn is_plain(look: Look<'_>, ty: TypeId) -> bool {
    let shaped = |form: &Form| {
        matches!(
            form,
            Form::List | Form::Tuple | Form::Map | Form::Object | Form::File
        )
    };
    !forms(look, ty).iter().any(shaped)
}

fn fits_word(word: &str, seen: &[String], look: Look<'_>, ty: TypeId, forms: &[Form]) -> bool {
    if SILENT.contains(&word) {
        return false;
    }
    if let Some(element) = word.strip_suffix("[]") {
        return match element_of(look, ty) {
            Some(inner) => fits(element, &[], look, inner),
            // A choice of fields is a list of names.
            None => {
                forms.contains(&Form::Tuple)
                    || forms.contains(&Form::List) && matches!(element, "string" | "text")
            }
        };
    }
    // One of several types: whole numbers are some of its numbers.
    if matches!(word, "integer" | "int") && forms.len() > 1 && forms.contains(&Form::Number) {
        return true;
    }
    if let Some((_, fitting)) = TABLE.iter().find(|(words, _)| words.contains(&word)) {
        // Where examples show a list, an object would not be what comes.
        let list = word == "array"
            && seen.iter().any(|json| json == "array")
            && !seen.iter().any(|json| json.starts_with("object"));
        return forms.iter().any(|form| {
            fitting.contains(form)
                && !(list && matches!(form, Form::Map | Form::Object | Form::Done))
        });
    }
    // `catalog_product.id`: a field of a documented type.
    if word.contains('.') {
        let plain = [Form::Id, Form::Int, Form::Text, Form::Code, Form::Choice];
        return forms.iter().any(|form| plain.contains(form));
    }
    // The name of a documented object, or of what is identified by it.
    seen.is_empty() && !forms.contains(&Form::Flag)
        || forms
            .iter()
            .any(|form| matches!(form, Form::Object | Form::Map | Form::Id))
        || seen.iter().any(|json| seen_as(json, forms))
}

/// Whether examples show the shape that the spec has, whatever the table calls it.
fn shown(seen: &[String], forms: &[Form]) -> bool {
    seen.iter()
        .any(|json| matches!(json.as_str(), "object" | "array") && seen_as(json, forms))
}

fn seen_as(json: &str, forms: &[Form]) -> bool {
    let fitting: &[Form] = match json {
        "object" => &[Form::Object, Form::Map],
        "array" => &[Form::List, Form::Tuple],
        "integer" => &[Form::Int, Form::Id, Form::Timestamp],
        "float" => &[Form::Number],
        "boolean" => &[Form::Flag, Form::Done],
        "string" => {
            return forms
                .iter()
                .any(|form| !matches!(form, Form::Object | Form::Map | Form::List | Form::Tuple));
        }
        _ => &[],
    };
    forms.iter().any(|form| fitting.contains(form))
}

fn element_of(look: Look<'_>, ty: TypeId) -> Option<TypeId> {
    match &look.model[ty].kind {
        Kind::List(inner) | Kind::Map(inner) => Some(*inner),
        Kind::Optional(inner) => element_of(look, *inner),
        Kind::Directed { send, receive } => element_of(look, side(look, *send, *receive)),
        Kind::Union(members) => members.iter().find_map(|member| element_of(look, *member)),
        _ => None,
    }
}

fn side(look: Look<'_>, send: TypeId, receive: TypeId) -> TypeId {
    match look.way {
        Way::Send => send,
        Way::Receive => receive,
    }
}

fn forms(look: Look<'_>, ty: TypeId) -> Vec<Form> {
    match &look.model[ty].kind {
        Kind::Optional(inner) => forms(look, *inner),
        Kind::Directed { send, receive } => forms(look, side(look, *send, *receive)),
        Kind::Union(members) => members
            .iter()
            .flat_map(|member| forms(look, *member))
            .collect(),
        Kind::Id(_) => vec![Form::Id],
        Kind::Status(_) => vec![Form::Code],
        Kind::List(_) | Kind::Select(_) => vec![Form::List],
        Kind::Tuple(_) => vec![Form::Tuple],
        Kind::Map(_) => vec![Form::Map],
        Kind::Filter(id) if look.model[*id].style == crate::model::FilterStyle::Triples => {
            vec![Form::List]
        }
        Kind::Record(_)
        | Kind::New(_)
        | Kind::Import(_)
        | Kind::Change(_)
        | Kind::Filter(_)
        | Kind::Order(_)
        | Kind::Object(_)
        | Kind::Tagged { .. } => vec![Form::Object],
        Kind::Values(variants) => {
            let all =
                |fits: &dyn Fn(&str) -> bool| variants.iter().all(|variant| fits(&variant.wire));
            let mut forms = vec![Form::Choice];
            if all(&|wire| wire.parse::<i64>().is_ok()) {
                forms.push(Form::Int);
            }
            if all(&|wire| matches!(wire, "Y" | "N" | "true" | "false" | "0" | "1" | "")) {
                forms.push(Form::Flag);
            }
            forms
        }
        Kind::Scalar(scalar) => of_scalar(*scalar),
    }
}

fn of_scalar(scalar: Scalar) -> Vec<Form> {
    match scalar {
        Scalar::String | Scalar::Secret => vec![Form::Text],
        Scalar::Int => vec![Form::Int],
        Scalar::Number => vec![Form::Number],
        Scalar::Bool => vec![Form::Flag],
        Scalar::Yn => vec![Form::Flag, Form::Text],
        Scalar::Bit => vec![Form::Flag, Form::Int],
        Scalar::Date | Scalar::SiteDate => vec![Form::Date],
        Scalar::Datetime | Scalar::SiteDatetime => vec![Form::Datetime],
        Scalar::Time => vec![Form::Time],
        Scalar::Timestamp => vec![Form::Timestamp],
        Scalar::Money => vec![Form::Money],
        Scalar::CrmRecord => vec![Form::Text],
        Scalar::Base64 | Scalar::FileUrl => vec![Form::File, Form::Text],
        Scalar::Id => vec![Form::Id],
        Scalar::Any => vec![Form::Any],
        Scalar::Done => vec![Form::Done],
    }
}

/// A type as the spec would write it, objects and the like by their kind.
pub(crate) fn describe(look: Look<'_>, ty: TypeId) -> String {
    let model = look.model;
    let of =
        |usage: &str, id: &crate::model::EntityId| format!("{usage}({})", model[*id].full_name);
    match &model[ty].kind {
        Kind::Optional(inner) => format!("{} | nothing", describe(look, *inner)),
        Kind::Directed { send, receive } => describe(look, side(look, *send, *receive)),
        Kind::Union(members) => {
            let members = members.iter().map(|member| describe(look, *member));
            members.collect::<Vec<_>>().join(" | ")
        }
        Kind::Id(id) => format!("id({})", model[*id].target.join(".")),
        Kind::Status(directory) => format!("status({directory})"),
        Kind::List(inner) => format!("[{}]", describe(look, *inner)),
        Kind::Map(inner) => format!("map({})", describe(look, *inner)),
        Kind::Record(id) => model[*id].full_name.clone(),
        Kind::New(id) => of("new", id),
        Kind::Import(id) => of("import", id),
        Kind::Change(id) => of("change", id),
        Kind::Filter(id) => of("filter", id),
        Kind::Order(id) => of("order", id),
        Kind::Select(id) => of("select", id),
        Kind::Object(_) => "object".to_owned(),
        Kind::Tagged { .. } => "object with cases".to_owned(),
        Kind::Tuple(_) => "tuple".to_owned(),
        Kind::Values(variants) => {
            let wires = variants.iter().map(|variant| variant.wire.as_str());
            format!("values [{}]", wires.collect::<Vec<_>>().join(", "))
        }
        Kind::Scalar(scalar) => word(*scalar).to_owned(),
    }
}

/// A scalar as the spec writes it.
fn word(scalar: Scalar) -> &'static str {
    let written = SCALARS.iter().find(|(_, known)| *known == scalar);
    written.map_or("any", |(name, _)| name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)] // helpers of tests are not in `#[test]` functions
mod tests {
    use super::*;
    use crate::model::Model;

    const SPEC: &str = "
doc: Types.
scope: demo
see: demo
types:
  all:
    doc: One field per type.
    fields:
      text: string
      whole: int
      exact: number
      flag: bool
      letter: yn
      moment: datetime
      anything: any
      many: [int]
      person: id(demo.user)
      choice: { values: [Y, N] }
      level: { values: { 1: low, 2: high } }
      maybe: int | nothing
      both: { send: string, receive: int }
methods:
  demo.get: { doc: Reads one., returns: all }
";

    fn model() -> Model {
        let files = [("demo.yaml".to_owned(), SPEC.as_bytes().to_vec())];
        crate::load_files(files)
            .map_err(|errors| errors.to_string())
            .unwrap()
    }

    fn check(model: &Model, way: Way, field: &str, documented: &str, seen: &[&str]) -> bool {
        let look = Look { model, way };
        let Kind::Object(object) = &model[model.methods[0].returns].kind else {
            panic!("an object is answered");
        };
        let field = object
            .fields
            .iter()
            .find(|known| known.wire == field)
            .unwrap();
        let seen: Vec<String> = seen.iter().map(|json| (*json).to_owned()).collect();
        fits(documented, &seen, look, field.ty)
    }

    #[test]
    fn documented_types_fit() {
        let model = model();
        for (field, documented, fitting) in [
            ("text", "string", true),
            ("text", "boolean", false),
            ("text", "integer", false),
            ("text", "string | boolean", true),
            ("whole", "integer", true),
            ("whole", "double", false),
            ("whole", "", true),
            ("whole", "null | undefined", true),
            ("exact", "double", true),
            ("flag", "boolean", true),
            ("flag", "string", false),
            ("letter", "char", true),
            ("letter", "string", true),
            ("moment", "datetime", true),
            ("moment", "date", false),
            ("anything", "boolean", true),
            ("many", "integer[]", true),
            ("many", "array", true),
            ("many", "boolean[]", false),
            ("many", "integer", false),
            ("person", "integer", true),
            ("person", "string", true),
            ("person", "user", true),
            ("person", "catalog_product.id", true),
            ("person", "datetime", false),
            ("choice", "boolean", true),
            ("choice", "integer", false),
            ("level", "integer", true),
            ("level", "boolean", false),
            ("maybe", "integer | null", true),
            ("both", "integer", true),
        ] {
            let found = check(&model, Way::Receive, field, documented, &[]);
            assert_eq!(found, fitting, "{field}: {documented}");
        }
        assert!(check(&model, Way::Send, "both", "string", &[]));
        assert!(!check(&model, Way::Send, "both", "integer", &[]));
        // The example shows what the table calls otherwise.
        assert!(check(&model, Way::Receive, "many", "object", &["array"]));
        assert!(!check(&model, Way::Receive, "text", "object", &["object"]));
    }
}
