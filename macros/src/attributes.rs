//! What stands inside `#[bitrix24(…)]`.
//!
//! The tokens are split here and not by `syn`'s own helper, which stops at the first mistake.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, LitBool, LitInt, LitStr, Meta, Path};

use crate::errors::Errors;

/// Where an attribute stands.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    Struct,
    Field,
    Enum,
    Variant,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Place::Struct => "the struct",
            Place::Field => "a field",
            Place::Enum => "the enum",
            Place::Variant => "a variant",
        }
    }
}

/// Every key there is: its name, how it is written, where it stands.
const KEYS: &[(&str, &str, &[Place])] = &[
    ("entity", "entity = contact", &[Place::Struct]),
    ("field", "field = \"UF_CRM_…\"", &[Place::Field]),
    ("label", "label = \"…\"", &[Place::Field]),
    ("mandatory", "mandatory", &[Place::Field]),
    ("show_in_list", "show_in_list", &[Place::Field]),
    ("id", "id = 44", &[Place::Variant]),
    ("value", "value = \"…\"", &[Place::Variant]),
    ("other", "other", &[Place::Variant]),
    ("crate", "crate = path", &[Place::Struct, Place::Enum]),
];

/// One `key` or `key = value`.
struct Item {
    key: Ident,
    value: Option<TokenStream>,
}

/// The attributes of one struct, field, enum or variant.
pub(crate) struct Attributes<'e> {
    errors: &'e Errors,
    items: Vec<Item>,
    /// Whether one of them could not be made out: it may have been any key.
    garbled: bool,
}

impl<'e> Attributes<'e> {
    /// Reads them, and reports those that are malformed, unknown here or given twice.
    pub(crate) fn read(attributes: &[Attribute], place: Place, errors: &'e Errors) -> Self {
        let mut items: Vec<Item> = Vec::new();
        let mut garbled = false;
        for item in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("bitrix24"))
            .flat_map(|attribute| split(attribute, place, errors))
        {
            let Some(item) = item else {
                garbled = true;
                continue;
            };
            let known = KEYS.iter().find(|(name, ..)| item.key == name);
            match known {
                Some((_, _, places)) if places.contains(&place) => {
                    if items.iter().any(|other| other.key == item.key) {
                        errors.at(
                            &item.key,
                            format!("`{}` is given twice: keep one", item.key),
                        );
                    } else {
                        items.push(item);
                    }
                }
                Some((name, form, places)) => {
                    let places: Vec<_> = places.iter().map(|place| place.name()).collect();
                    errors.at(
                        &item.key,
                        format!(
                            "`{name}` belongs to {}, not to {}: write `#[bitrix24({form})]` there",
                            places.join(" or "),
                            place.name()
                        ),
                    );
                }
                None => {
                    garbled = true;
                    errors.at(&item.key, unknown(&item.key.to_string(), place));
                }
            }
        }
        Self {
            errors,
            items,
            garbled,
        }
    }

    /// Whether the key was given, with a value of whatever kind.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.items.iter().any(|item| item.key == key)
    }

    /// Whether the key was left out, and not just misspelled: that has been reported already.
    pub(crate) fn lacks(&self, key: &str) -> bool {
        !self.garbled && !self.has(key)
    }

    /// The key's own token.
    pub(crate) fn key(&self, key: &str) -> Option<&Ident> {
        self.items
            .iter()
            .find(|item| item.key == key)
            .map(|item| &item.key)
    }

    /// `key = "text"`
    pub(crate) fn text(&self, key: &str) -> Option<LitStr> {
        let value = self.value(key)?;
        let literal = syn::parse2::<LitStr>(value.clone());
        if literal.is_err() {
            self.wrong(key, value, "is a text in quotes");
        }
        literal.ok()
    }

    /// `key = path::to::it`, of a module: no generics.
    pub(crate) fn path(&self, key: &str) -> Option<Path> {
        let value = self.value(key)?;
        let path = syn::parse::Parser::parse2(Path::parse_mod_style, value.clone());
        if path.is_err() {
            // Other crates take their paths as texts; say it plainly to those who are used to it.
            let reason = match syn::parse2::<LitStr>(value.clone()) {
                Ok(_) => "is a path without quotes",
                Err(_) => "is a path",
            };
            self.wrong(key, value, reason);
        }
        path.ok()
    }

    /// `key = 44`, above zero.
    pub(crate) fn positive(&self, key: &str) -> Option<(i64, LitInt)> {
        let value = self.value(key)?;
        let Ok(literal) = syn::parse2::<LitInt>(value.clone()) else {
            self.wrong(key, value, "is a whole number above zero");
            return None;
        };
        match literal.base10_parse::<i64>() {
            Ok(number) if number > 0 && matches!(literal.suffix(), "" | "i64") => {
                Some((number, literal))
            }
            _ => {
                self.wrong(key, value, "is a whole number above zero, an `i64`");
                None
            }
        }
    }

    /// `key` alone.
    pub(crate) fn flag(&self, key: &str) -> bool {
        let Some(item) = self.items.iter().find(|item| item.key == key) else {
            return false;
        };
        if let Some(value) = &item.value {
            self.wrong(key, value, "has no value");
        }
        true
    }

    /// `key` alone or `key = true`, and `key = false`; `None` if it is left out.
    pub(crate) fn switch(&self, key: &str) -> Option<bool> {
        let item = self.items.iter().find(|item| item.key == key)?;
        let Some(value) = &item.value else {
            return Some(true);
        };
        let literal = syn::parse2::<LitBool>(value.clone());
        if literal.is_err() {
            let text = format!("`{key}` is yes or no: write `{key}` or `{key} = false`");
            self.errors.at(value, text);
        }
        literal.ok().map(|literal| literal.value)
    }

    /// `crate = path`: the path to what the expansion calls.
    pub(crate) fn runtime(&self) -> Runtime {
        Runtime(self.path("crate"))
    }

    fn value(&self, key: &str) -> Option<&TokenStream> {
        let item = self.items.iter().find(|item| item.key == key)?;
        if item.value.is_none() {
            let form = form(key).unwrap_or(key);
            self.errors
                .at(&item.key, format!("`{key}` needs a value: write `{form}`"));
        }
        item.value.as_ref()
    }

    fn wrong(&self, key: &str, value: &TokenStream, what: &str) {
        let form = form(key).unwrap_or(key);
        self.errors
            .at(value, format!("`{key}` {what}: write `{form}`"));
    }
}

/// Where the client's items are: prints as the hidden module that is there for expansions.
pub(crate) struct Runtime(Option<Path>);

impl Runtime {
    /// The same at another place, for what is reported by its first or last token.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        let here = self.to_token_stream().into_iter().map(|mut token| {
            token.set_span(token.span().located_at(span));
            token
        });
        here.collect()
    }
}

impl ToTokens for Runtime {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        // At the call site, so that rustc offers what it would offer to hand-written code.
        match &self.0 {
            Some(path) => tokens.extend(quote::quote!(#path::__macros)),
            None => tokens.extend(quote::quote!(::bitrix24::__macros)),
        }
    }
}

/// How `key` is written.
fn form(key: &str) -> Option<&'static str> {
    KEYS.iter()
        .find(|(name, ..)| *name == key)
        .map(|(_, form, _)| *form)
}

/// What to say about a key that nothing has.
fn unknown(key: &str, place: Place) -> String {
    let here = || KEYS.iter().filter(|(_, _, places)| places.contains(&place));
    let near = here()
        .map(|(name, form, _)| (distance(key, name), name.len(), form))
        // Near for its length: `id` is no slip for `ab`.
        .filter(|(distance, length, _)| *distance <= 2 && *distance * 2 <= *length)
        .min_by_key(|(distance, ..)| *distance);
    match near {
        Some((.., form)) => format!("unknown attribute `{key}`: did you mean `{form}`?"),
        None => format!(
            "unknown attribute `{key}`: {} takes {}",
            place.name(),
            forms(place)
        ),
    }
}

/// All that a place takes, to be read out.
fn forms(place: Place) -> String {
    let forms: Vec<_> = KEYS
        .iter()
        .filter(|(_, _, places)| places.contains(&place))
        .map(|(_, form, _)| format!("`{form}`"))
        .collect();
    forms.join(" or ")
}

/// The number of letters to add, drop or change (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.chars()) {
            let here = (corner + usize::from(x != y)).min(left + 1).min(*cell + 1);
            corner = std::mem::replace(cell, here);
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Takes one `#[bitrix24(…)]` apart; what is malformed is reported, and `None`.
fn split(attribute: &Attribute, place: Place, errors: &Errors) -> Vec<Option<Item>> {
    let Meta::List(list) = &attribute.meta else {
        errors.at(
            &attribute.meta,
            format!(
                "write it with parentheses, `#[bitrix24(…)]`, and in them {}",
                forms(place)
            ),
        );
        return vec![None];
    };
    let mut items = Vec::new();
    let mut tokens = list.tokens.clone().into_iter().peekable();
    while tokens.peek().is_some() {
        let part: Vec<TokenTree> = tokens
            .by_ref()
            .take_while(|token| !is(token, ','))
            .collect();
        let item = item(&part);
        if item.is_none() {
            let (span, known) = match part.first() {
                Some(TokenTree::Ident(key)) => (key.span(), form(&key.to_string())),
                Some(token) => (token.span(), None),
                None => (list.delimiter.span().open(), None),
            };
            let write = known.map_or_else(|| forms(place), |form| format!("`{form}`"));
            errors.at_span(span, format!("write {write}"));
        }
        items.push(item);
    }
    items
}

/// `key` or `key = value…`
fn item(tokens: &[TokenTree]) -> Option<Item> {
    let [TokenTree::Ident(key), rest @ ..] = tokens else {
        return None;
    };
    let value = match rest {
        [] => None,
        [equals, value @ ..] if is(equals, '=') && !value.is_empty() => {
            Some(value.iter().cloned().collect())
        }
        _ => return None,
    };
    Some(Item {
        key: key.clone(),
        value,
    })
}

fn is(token: &TokenTree, punctuation: char) -> bool {
    matches!(token, TokenTree::Punct(found) if found.as_char() == punctuation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("field", "field"), 0);
        assert_eq!(distance("feild", "field"), 2);
        assert_eq!(distance("fields", "field"), 1);
        assert_eq!(distance("", "id"), 2);
        assert_eq!(distance("entity", "id"), 5);
    }
}
