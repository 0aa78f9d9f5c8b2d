//! Families that documented methods fit.

mod fitting;
mod misfit;
mod takes;

use self::fitting::{Fitting, events};
pub(crate) use self::misfit::Misfit;
use super::described::Described;
use super::entity::Record;
use crate::draft::{Hoist, Shape, word};
use crate::read::Node;

/// A family that an entity uses.
#[derive(Debug)]
pub(crate) struct Use {
    pub(crate) family: String,
    args: Vec<(String, Value)>,
    /// Methods of the family that nobody describes, or that are otherwise.
    except: Vec<String>,
    /// Methods that it makes, and what they say otherwise than the family does.
    pub(crate) methods: Vec<(String, Vec<(String, Node)>)>,
    /// Endings of events that it makes, and the folder of their pages.
    pub(crate) events: Vec<(String, String)>,
    /// Whether an argument says what replaces its methods.
    pub(crate) has_deprecated: bool,
}

/// The value of an argument.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Text(String),
    Shape(Shape),
}

impl Use {
    /// The field that links lead through, and where to.
    pub(crate) fn column(&self) -> Option<(&str, &str)> {
        let text = |wanted: &str| {
            let (_, value) = self.args.iter().find(|(name, _)| name == wanted)?;
            match value {
                Value::Text(text) => Some(text.as_str()),
                Value::Shape(_) => None,
            }
        };
        Some((text("column")?, text("target")?))
    }

    /// The folder that every method says, which the entity can say for them.
    pub(crate) fn folder(&self) -> Option<String> {
        let mut folders = self.methods.iter().map(|(_, over)| {
            let (_, see) = over.iter().find(|(key, _)| key == "see")?;
            see.to_text().filter(|see| see.ends_with('/'))
        });
        let first = folders.next()??;
        folders
            .all(|folder| folder.as_ref() == Some(&first))
            .then(|| first.into_owned())
    }

    /// Leaves it to the entity to say the folder.
    pub(crate) fn forget_folder(&mut self) {
        for (_, over) in &mut self.methods {
            over.retain(|(key, _)| key != "see");
        }
    }

    /// An element of `use`.
    pub(crate) fn node(&self, hoist: &mut Hoist, hint: &str) -> Node {
        let mut args: Vec<(String, Node)> = self
            .args
            .iter()
            .map(|(name, value)| {
                let node = match value {
                    Value::Text(text) => word(text),
                    Value::Shape(shape) => hoist.node(shape, &format!("{hint}_{name}")),
                };
                (name.clone(), node)
            })
            .collect();
        if !self.except.is_empty() {
            let names = self.except.iter().map(word).collect();
            args.push(("except".to_owned(), Node::List(names)));
        }
        if args.is_empty() {
            word(&self.family)
        } else {
            Node::Map(vec![(self.family.clone(), Node::Map(args))])
        }
    }
}

/// Names with a dot, and names of `shared/`, that a family refers to as types.
pub(crate) fn references(family: &Node, names: &mut Vec<String>) {
    match family {
        Node::Map(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("type" | "returns" | "data", Node::Text(text)) => add_names(text, names),
                    ("type" | "returns", Node::List(items)) => {
                        for item in items {
                            match item {
                                Node::Text(text) => add_names(text, names),
                                other => references(other, names),
                            }
                        }
                    }
                    _ => references(value, names),
                }
            }
        }
        Node::List(items) => items.iter().for_each(|item| references(item, names)),
        _ => {}
    }
}

fn add_names(text: &str, names: &mut Vec<String>) {
    for name in text.split(|c: char| !(c.is_ascii_alphanumeric() || "._$".contains(c))) {
        if name.contains('.') && !name.starts_with('$') {
            names.push(name.to_owned());
        }
    }
}

/// What came of trying a family.
#[derive(Debug)]
pub(crate) struct Tried {
    /// The use of it, where enough methods fit.
    pub(crate) used: Option<Use>,
    /// How many methods fit.
    pub(crate) fitting: usize,
    /// Methods that are described and do not fit.
    pub(crate) misfits: Vec<(String, Misfit)>,
}

/// A method that a family makes.
struct Made<'m> {
    /// Its name without that of the entity.
    rest: &'m str,
    node: &'m Node,
    method: &'m Described,
    /// What it says otherwise than the family.
    over: Vec<(String, Node)>,
}

/// Tries a family on what is described below an entity.
pub(crate) fn fit(
    name: &str,
    family: &Node,
    record: &Record,
    methods: &[&Described],
    folder: Option<&str>,
    taken: impl Fn(&Described) -> bool,
) -> Option<Tried> {
    let Some(Node::Map(made)) = family.get("methods") else {
        return None;
    };
    let mut fitting = Fitting {
        record,
        folder,
        args: Vec::new(),
        spare: Vec::new(),
    };
    let mut misfits = Vec::new();
    let mut possible = 0;
    let mut found: Vec<Made<'_>> = Vec::new();
    let mut except = Vec::new();
    for (key, node) in made {
        let rest = key.strip_prefix("$at.")?;
        // Bindings are called otherwise than what they call: no page describes them.
        if rest.contains('$') || node.get("call").is_some() {
            continue;
        }
        possible += 1;
        let wire = format!("{}.{rest}", record.at);
        let described = methods
            .iter()
            .find(|method| method.name == wire && method.rest == record.rest && !taken(method));
        match described.map(|method| (*method, fitting.method(node, method))) {
            Some((method, Ok(over))) => found.push(Made {
                rest,
                node,
                method,
                over,
            }),
            Some((method, Err(misfit))) => {
                misfits.push((method.name.clone(), misfit));
                except.push(rest.to_owned());
            }
            None => except.push(rest.to_owned()),
        }
    }
    found.retain(|made| match fitting.undocumented(made.node, made.method) {
        Some(misfit) => {
            misfits.push((made.method.name.clone(), misfit));
            except.push(made.rest.to_owned());
            false
        }
        None => true,
    });
    let mut tried = Tried {
        used: None,
        fitting: found.len(),
        misfits,
    };
    if found.len() < 3 || found.len() * 2 < possible {
        return Some(tried);
    }
    let declared = family.get("args");
    let all: Vec<(&Node, &Described)> = found.iter().map(|made| (made.node, made.method)).collect();
    let has_deprecated = fitting.deprecated(declared, &all);
    if let Some(Node::Map(declared)) = declared {
        for (arg, kind) in declared {
            let bare = arg.trim_end_matches('!');
            if arg.ends_with('!') && fitting.get(bare).is_none() {
                let Some(value) = fitting.guess(bare, kind) else {
                    return Some(tried);
                };
                fitting.args.push((bare.to_owned(), value));
            }
        }
    }
    tried.used = Some(Use {
        family: name.to_owned(),
        except,
        methods: found
            .into_iter()
            .map(|made| (made.method.name.clone(), made.over))
            .collect(),
        events: events(family, &fitting),
        has_deprecated,
        args: fitting.args,
    });
    Some(tried)
}
