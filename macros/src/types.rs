//! Which types a field can have, as far as spelling tells.
//!
//! Only `Option` and `Vec` are known by name; whether `T` is a value is for the client's trait
//! `CustomValue` to say. What can never be one is refused here, since the trait could not say what
//! to write instead.

use quote::ToTokens;
use syn::{GenericArgument, PathArguments, PathSegment, Type};

use crate::errors::Errors;

/// The type of one field: `Option<value>`, or `Vec<value>` if multiple.
pub(crate) struct Shape<'t> {
    pub(crate) multiple: bool,
    pub(crate) value: &'t Type,
}

/// Takes the type of a field apart, and reports what it cannot be at its token.
pub(crate) fn shape<'t>(ty: &'t Type, errors: &Errors) -> Option<Shape<'t>> {
    let ty = bare(ty);
    let inner = match wrapper(ty) {
        Some(Wrapper::Option(inner)) => Some((false, inner)),
        Some(Wrapper::Vec(inner)) => Some((true, inner)),
        None => None,
    };
    match inner {
        Some((multiple, value)) => {
            let value = bare(value);
            let message = nested(multiple, value).or_else(|| unsupported(value, multiple));
            if let Some(message) = message {
                // Of a nest, the whole is at fault; of a wrong value, the value.
                match wrapper(value) {
                    Some(_) => errors.at(ty, message),
                    None => errors.at(value, message),
                }
                return None;
            }
            Some(Shape { multiple, value })
        }
        None => {
            let message = unsupported(ty, false).unwrap_or_else(|| {
                let ty = print(ty);
                format!(
                    "write `Option<{ty}>`, or `Vec<{ty}>` if the field is multiple: a portal may leave any custom field empty"
                )
            });
            errors.at(ty, message);
            None
        }
    }
}

enum Wrapper<'t> {
    Option(&'t Type),
    Vec(&'t Type),
}

/// `Option<T>` or `Vec<T>`, under whatever path.
fn wrapper(ty: &Type) -> Option<Wrapper<'_>> {
    let segment = last(ty)?;
    let inner = argument(segment)?;
    if segment.ident == "Option" {
        Some(Wrapper::Option(inner))
    } else if segment.ident == "Vec" {
        Some(Wrapper::Vec(inner))
    } else {
        None
    }
}

/// What to write for an `Option` or `Vec` inside of another.
fn nested(multiple: bool, value: &Type) -> Option<String> {
    Some(match (multiple, wrapper(value)?) {
        (false, Wrapper::Option(inner)) => {
            format!("write `Option<{}>`: empty is empty, once", print(inner))
        }
        (false, Wrapper::Vec(inner)) => format!(
            "write `Vec<{}>`: the platform does not tell an empty list from none",
            print(inner)
        ),
        (true, Wrapper::Option(inner)) => {
            format!(
                "write `Vec<{}>`: a multiple field has no empty elements",
                print(inner)
            )
        }
        (true, Wrapper::Vec(inner)) => {
            format!(
                "write `Vec<{}>`: an element of a multiple field is a single value",
                print(inner)
            )
        }
    })
}

/// What to write for a type that is no value, or `None` if it may be one.
fn unsupported(ty: &Type, multiple: bool) -> Option<String> {
    let form = |value: &str| match multiple {
        true => format!("`Vec<{value}>`"),
        false => format!("`Option<{value}>`"),
    };
    Some(match ty {
        Type::Reference(reference) => {
            let inner = bare(&reference.elem);
            let owned = match inner {
                inner if named(inner, "str") => form("String"),
                inner => match unsupported(inner, multiple) {
                    Some(message) => return Some(message),
                    None => form(&print(inner)),
                },
            };
            format!("write {owned}: the struct owns what it is given")
        }
        Type::Array(array) => many(bare(&array.elem)),
        Type::Slice(slice) => many(bare(&slice.elem)),
        Type::Tuple(_) => {
            "a custom field is one value: write one field of the struct for each custom field"
                .into()
        }
        Type::FnPtr(_)
        | Type::Ptr(_)
        | Type::Never(_)
        | Type::ImplTrait(_)
        | Type::TraitObject(_) => {
            format!(
                "no value of a custom field: write {} or another value type",
                form("String")
            )
        }
        Type::Infer(_) => format!("write the type in full, such as {}", form("String")),
        Type::Path(_) if named(ty, "str") => format!("write {}", form("String")),
        Type::Path(_) => {
            let segment = last(ty)?;
            let name = segment.ident.to_string();
            match name.as_str() {
                // Without its argument, or with too many.
                "Option" | "Vec" => format!(
                    "write `{name}<T>` with the type of the value, such as `{name}<String>`"
                ),
                "HashMap" | "BTreeMap" | "IndexMap" => {
                    argument(segment)?;
                    "no custom field is a map: write `Vec<T>` for a multiple field".into()
                }
                "HashSet" | "BTreeSet" | "IndexSet" | "VecDeque" | "LinkedList" | "BinaryHeap" => {
                    many(argument(segment)?)
                }
                "Box" | "Rc" | "Arc" | "Cow" | "Cell" | "RefCell" | "Mutex" | "RwLock"
                | "OnceCell" => {
                    let inner = bare(argument(segment)?);
                    if let Some(message) =
                        unsupported(inner, multiple).filter(|_| !named(inner, "str"))
                    {
                        return Some(message);
                    }
                    let value = if named(inner, "str") {
                        "String".into()
                    } else {
                        print(inner)
                    };
                    format!("write {}, the value itself", form(&value))
                }
                _ => return None,
            }
        }
        _ => return None,
    })
}

fn many(element: &Type) -> String {
    unsupported(element, true).unwrap_or_else(|| {
        format!(
            "write `Vec<{}>`: so the values of a multiple field are kept",
            print(element)
        )
    })
}

/// Without the parentheses, and the invisible ones that a `macro_rules` leaves.
fn bare(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Paren(paren) => &paren.elem,
            Type::Group(group) => &group.elem,
            _ => return ty,
        };
    }
}

/// `i64`, `primitive::i64`: whether the path ends in this name, without arguments.
pub(crate) fn named(ty: &Type, name: &str) -> bool {
    last(bare(ty)).is_some_and(|segment| segment.ident == name && segment.arguments.is_none())
}

fn last(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

/// The last type argument: the `T` of `Option<T>`, `HashMap<K, T>` and `Cow<'a, T>`.
fn argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.last()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// The type as one would write it. Tokens print with spaces between them, which only paths can do without.
pub(crate) fn print(ty: &Type) -> String {
    let text = ty.to_token_stream().to_string();
    let lean = text.replace(' ', "");
    match ty {
        Type::Path(_) if !text.contains("dyn ") && !text.contains("as ") => lean.replace(',', ", "),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is reported about a type; those that rustc itself also complains about are here, and
    /// the others among the compile-fail tests.
    fn message(ty: &str) -> String {
        let ty = syn::parse_str(ty).unwrap();
        let errors = Errors::new();
        let shape = shape(&ty, &errors).map(|shape| print(shape.value));
        match errors.check() {
            Ok(()) => shape.unwrap(),
            Err(errors) => errors.to_string(),
        }
    }

    #[test]
    fn says_what_to_write() {
        for (ty, part) in [
            ("Option", "such as `Option<String>`"),
            ("Vec", "such as `Vec<String>`"),
            ("Option<_>", "such as `Option<String>`"),
            ("Option<str>", "write `Option<String>`"),
            ("Vec<str>", "write `Vec<String>`"),
            ("[str]", "write `Vec<String>`"),
            ("&[&str]", "write `Vec<String>`"),
            ("&i64", "write `Option<i64>`"),
            ("Option<impl Copy>", "no value of a custom field"),
            ("!", "no value of a custom field"),
            ("Vec<Box<dyn Copy>>", "write `Vec<String>`"),
            ("HashMap<String, Date>", "no custom field is a map"),
        ] {
            let message = message(ty);
            assert!(
                message.contains("compile_error") && message.contains(part),
                "{ty}: {message}"
            );
        }
    }

    #[test]
    fn leaves_the_rest_to_the_trait() {
        for (ty, value) in [
            ("Option<Tier>", "Tier"),
            ("(::std::option::Option<(Tier)>)", "Tier"),
            ("alloc::vec::Vec<crm::Status>", "crm::Status"),
            ("Option<Id<contact::Entity>>", "Id<contact::Entity>"),
            ("Option<BTreeMap>", "BTreeMap"),
            ("Vec<mine!()>", "mine ! ()"),
        ] {
            assert_eq!(message(ty), value);
        }
    }
}
