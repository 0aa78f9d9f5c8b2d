//! Texts of people, in any script, as names in Rust.
//!
//! Names are ASCII: what was typed on a portal in one alphabet is read, searched for and typed by programmers with another, and
//! letters that look alike in two alphabets make rustc warn. The text itself stands beside each name, in its docs.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Longer names are cut after a word.
const LONGEST: usize = 40;

/// Signs that tell texts apart which have the same words: `< 5` and `> 5`.
const SIGNS: &[(char, &str)] = &[
    ('%', "percent"),
    ('+', "plus"),
    ('<', "below"),
    ('>', "above"),
    ('≤', "at most"),
    ('≥', "at least"),
    ('&', "and"),
    ('$', "dollar"),
];

/// A variant for a text; `None` where nothing of it can be read.
pub(super) fn variant(text: &str) -> Option<String> {
    let mut name = String::new();
    for word in words(text) {
        push(&mut name, &word.to_upper_camel_case());
    }
    match name.as_str() {
        "" => None,
        // It cannot be a raw identifier.
        "Self" => Some("Self_".to_owned()),
        _ if begins_with_digit(&name) => Some(format!("N{name}")),
        _ => Some(name),
    }
}

/// A type for words that are names already.
pub(super) fn type_name(snake: &str) -> String {
    let mut name = String::new();
    for word in snake.split('_') {
        push(&mut name, &word.to_upper_camel_case());
    }
    name
}

/// A field for a label; `None` where there is no word in it.
pub(super) fn field(label: &str) -> Option<String> {
    let words = words(label);
    let letters = |word: &String| word.contains(|c: char| c.is_ascii_alphabetic());
    words.iter().any(letters).then(|| snake(&words))
}

/// A field for the name of a user field, without what all names of its kind of record begin with.
pub(super) fn field_of_name(name: &str, owner: &str) -> String {
    let rest = name.strip_prefix("UF_").unwrap_or(name);
    let kind = owner.split('_').next().unwrap_or_default();
    let rest = rest
        .strip_prefix(kind)
        .and_then(|rest| rest.strip_prefix('_'))
        .unwrap_or(rest);
    let words: Vec<String> = rest
        .split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    snake(&words)
}

fn snake(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| word.to_snake_case()).collect();
    let name = words.join("_");
    match name.as_str() {
        "" => "field".to_owned(),
        _ if begins_with_digit(&name) => format!("field_{name}"),
        _ => name,
    }
}

/// Adds a word; two numbers stay two.
fn push(name: &mut String, word: &str) {
    if name.ends_with(|c: char| c.is_ascii_digit()) && begins_with_digit(word) {
        name.push('_');
    }
    name.push_str(word);
}

fn begins_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// The words of a text in ASCII letters and digits, no more than make a name of reasonable length.
fn words(text: &str) -> Vec<String> {
    let mut spelled = String::with_capacity(text.len());
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let number_follows = characters.peek().is_some_and(char::is_ascii_digit);
        match SIGNS.iter().find(|(sign, _)| *sign == character) {
            Some((_, word)) => spelled.push_str(&format!(" {word} ")),
            None if matches!(character, '-' | '−') && before.is_whitespace() && number_follows => {
                spelled.push_str(" minus ");
            }
            None if matches!(character, '\'' | '’' | '`') => {}
            None => spelled.push(character),
        }
        before = character;
    }
    let mut words: Vec<String> = Vec::new();
    let mut length = 0;
    for chunk in spelled.split_whitespace() {
        // In capitals, since `ЩУКА` would be `ShchUKA` and so two words.
        let shouted = !chunk.chars().any(char::is_lowercase);
        let chunk = if shouted {
            &*chunk.to_lowercase()
        } else {
            chunk
        };
        // A soft sign becomes an apostrophe.
        let ascii = deunicode::deunicode_with_tofu(chunk, " ").replace('\'', "");
        for word in ascii.split(|c: char| !c.is_ascii_alphanumeric()) {
            if word.is_empty() {
                continue;
            }
            let room = LONGEST.saturating_sub(length);
            if word.len() > room && !words.is_empty() {
                return words;
            }
            let word = &word[..word.len().min(LONGEST)];
            length += word.len() + 1;
            words.push(word.to_owned());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants() {
        for (text, name) in [
            ("Gold", Some("Gold")),
            ("silver card", Some("SilverCard")),
            ("VIP", Some("Vip")),
            ("iPhone 15 Pro", Some("IPhone15Pro")),
            ("Золотая карта", Some("ZolotaiaKarta")),
            ("ЩУКА", Some("Shchuka")),
            ("Компьютер", Some("Kompiuter")),
            ("黄金", Some("HuangJin")),
            ("Größe", Some("Grosse")),
            ("🔥", Some("Fire")),
            ("Don't know", Some("DontKnow")),
            ("1–10", Some("N1_10")),
            ("1.5", Some("N1_5")),
            ("< 5", Some("Below5")),
            ("> 5", Some("Above5")),
            ("-10%", Some("Minus10Percent")),
            ("18+", Some("N18Plus")),
            ("R&D", Some("RAndD")),
            ("self", Some("Self_")),
            ("type", Some("Type")),
            ("", None),
            (" — ", None),
            ("…", None),
        ] {
            assert_eq!(variant(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn long_texts_are_cut_after_a_word() {
        let text =
            "The customer wants to be called back by the manager of the regional office after noon";
        let name = variant(text).unwrap();
        assert_eq!(name, "TheCustomerWantsToBeCalledBackBy");
        assert_eq!(variant(&"ab".repeat(100)).unwrap().len(), LONGEST);
    }

    #[test]
    fn fields() {
        for (label, name) in [
            ("Tier", Some("tier")),
            ("Дата визита", Some("data_vizita")),
            ("INN / KPP", Some("inn_kpp")),
            ("type", Some("type")),
            ("gen", Some("gen")),
            ("2nd phone", Some("field_2nd_phone")),
            ("2024", None),
            ("???", None),
        ] {
            assert_eq!(field(label).as_deref(), name, "{label}");
        }
        for (name, field) in [
            ("UF_CRM_TIER", "tier"),
            ("UF_CRM_1721244707107", "field_1721244707107"),
            ("UF_DEPARTMENT", "department"),
            ("UF_CRM_", "field"),
        ] {
            assert_eq!(field_of_name(name, "CRM_CONTACT"), field, "{name}");
        }
        assert_eq!(type_name("data_vizita_2_3"), "DataVizita2_3");
    }
}
