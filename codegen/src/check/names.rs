//! Names: from the wire's spelling to ours, and the files that own them.

use heck::{ToKebabCase, ToLowerCamelCase, ToSnakeCase};

use crate::model::Effect;

/// snake_case of a wire name: `~NAME` is `raw_name`, separators become `_`.
pub(crate) fn snake(wire: &str) -> String {
    match wire.strip_prefix('~') {
        Some(rest) => format!("raw_{}", rest.to_snake_case()),
        None => wire.to_snake_case(),
    }
}

/// camelCase of a wire name.
pub(crate) fn camel(wire: &str) -> String {
    match wire.strip_prefix('~') {
        Some(rest) => format!("~{}", rest.to_lower_camel_case()),
        None => wire.to_lower_camel_case(),
    }
}

/// The segments of a dotted wire name, snake_case.
pub(crate) fn segments(wire: &str) -> Vec<String> {
    wire.split('.').map(snake).collect()
}

/// Name of a page of the reference: dots and humps become dashes.
pub(crate) fn page(wire: &str) -> String {
    wire.split('.')
        .map(str::to_kebab_case)
        .collect::<Vec<_>>()
        .join("-")
}

/// Name of an event for people: without a leading `on`; a star at its end is `of`.
pub(crate) fn event(wire: &str) -> String {
    let name = segments(&wire.replace('*', "of")).join("_");
    name.strip_prefix("on_").map_or(name.clone(), str::to_owned)
}

/// How a word of the closed list is meant.
#[derive(Clone, Copy)]
enum Word {
    Exact,
    Start,
    /// The beginning of a word in camelCase: `isActive`, not `issue`.
    Hump,
}

const EFFECTS: &[(&str, Word, Effect)] = &[
    ("get", Word::Start, Effect::Read),
    ("list", Word::Start, Effect::Read),
    ("fields", Word::Exact, Effect::Read),
    ("count", Word::Exact, Effect::Read),
    ("search", Word::Start, Effect::Read),
    ("find", Word::Start, Effect::Read),
    ("is", Word::Hump, Effect::Read),
    ("types", Word::Exact, Effect::Read),
    ("status", Word::Exact, Effect::Read),
    ("tail", Word::Exact, Effect::Read),
    ("update", Word::Start, Effect::Set),
    ("delete", Word::Start, Effect::Set),
    ("set", Word::Start, Effect::Set),
    ("unset", Word::Exact, Effect::Set),
    ("remove", Word::Start, Effect::Set),
    ("reset", Word::Exact, Effect::Set),
    ("unregister", Word::Exact, Effect::Set),
    ("complete", Word::Exact, Effect::Set),
    ("renew", Word::Exact, Effect::Set),
    ("rename", Word::Exact, Effect::Set),
    ("mark", Word::Start, Effect::Set),
    ("finish", Word::Exact, Effect::Set),
    ("add", Word::Start, Effect::Add),
    ("create", Word::Start, Effect::Add),
    ("register", Word::Exact, Effect::Add),
    ("send", Word::Start, Effect::Add),
    ("import", Word::Exact, Effect::Add),
    ("batchimport", Word::Exact, Effect::Add),
    ("upload", Word::Start, Effect::Add),
    ("copy", Word::Start, Effect::Add),
];

/// Words that begin like one of the list and mean something else.
const NOT: &[&str] = &["settings", "address", "sender", "listener"];

/// What a repetition does, by the last word of the name; `None` where the name does not say.
pub(crate) fn effect(wire: &str) -> Option<Effect> {
    let last = wire.rsplit('.').next().unwrap_or(wire);
    let lower = last.to_ascii_lowercase();
    if NOT.contains(&lower.as_str()) {
        return None;
    }
    EFFECTS.iter().find_map(|&(word, how, effect)| {
        let fits = match how {
            Word::Exact => lower == word,
            Word::Start => lower.starts_with(word),
            Word::Hump => last
                .strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase())),
        };
        fits.then_some(effect)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (wire, name) in [
            ("LAST_NAME", "last_name"),
            ("isAutomationEnabled", "is_automation_enabled"),
            ("~DESCRIPTION", "raw_description"),
            (
                "CALENDAR_EVENT|UF_CRM_CAL_EVENT",
                "calendar_event_uf_crm_cal_event",
            ),
            ("edit.originator", "edit_originator"),
            ("ADDRESS_2", "address_2"),
            ("b2e", "b2e"),
            ("v2", "v2"),
        ] {
            assert_eq!(snake(wire), name);
        }
        assert_eq!(
            segments("imbot.v2.Chat.Message.send").join("::"),
            "imbot::v2::chat::message::send"
        );
        assert_eq!(camel("ADDRESS_2"), "address2");
        assert_eq!(camel("PARENT_ID_"), "parentId");
        assert_eq!(
            page("sale.paymentItemShipment.add"),
            "sale-payment-item-shipment-add"
        );
        assert_eq!(event("onCrmContactAdd"), "crm_contact_add");
        assert_eq!(event("OnTaskUpdate"), "task_update");
        assert_eq!(event("CATALOG.PRODUCT.ON.ADD"), "catalog_product_on_add");
        assert_eq!(event("onCrmDynamicItemAdd_*"), "crm_dynamic_item_add_of");
    }

    #[test]
    fn effects() {
        use Effect::{Add, Read, Set};
        for (wire, what) in [
            ("a.getByEntityTypeId", Some(Read)),
            ("a.isActive", Some(Read)),
            ("a.issue", None),
            ("a.updatenodes", Some(Set)),
            ("a.unset", Some(Set)),
            ("a.settings", None),
            ("a.batchImport", Some(Add)),
            ("a.do", None),
            ("scope", None),
        ] {
            assert_eq!(effect(wire), what, "{wire}");
        }
    }
}
