//! What timelines call kinds of records: `deal` where numbers say 2, `dynamic_128` for a type that the portal added.

/// Kinds with a name of their own.
const NAMES: [(&str, i64); 11] = [
    ("lead", 1),
    ("deal", 2),
    ("contact", 3),
    ("company", 4),
    ("invoice", 5),
    ("activity", 6),
    ("quote", 7),
    ("order", 14),
    ("order_shipment", 16),
    ("order_payment", 17),
    ("smart_invoice", 31),
];
/// What the names of all others begin with.
const DYNAMIC: &str = "dynamic_";

/// Number of a kind, by its name.
pub(in crate::handlers) fn number(name: &str) -> Option<i64> {
    let name = name.to_ascii_lowercase();
    if let Some(number) = name.strip_prefix(DYNAMIC) {
        return number.parse().ok();
    }
    let known = NAMES.iter().find(|(known, _)| *known == name);
    known.map(|(_, number)| *number)
}

/// Name of a kind, by its number.
pub(super) fn name(number: i64) -> String {
    match NAMES.iter().find(|(_, known)| *known == number) {
        Some((name, _)) => (*name).to_owned(),
        None => format!("{DYNAMIC}{number}"),
    }
}

/// Whether every portal has a kind with this number.
pub(in crate::handlers) fn is_known(number: i64) -> bool {
    NAMES.iter().any(|(_, known)| *known == number)
}
