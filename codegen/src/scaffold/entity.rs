//! A new entity, with the families that it uses.

use super::{Maker, Makes, Refusal, exists, help, refuse};
use crate::check::survey::SurveyEntity;
use crate::check::{is_reserved, segments};
use crate::diagnose::{Code, nearest};
use crate::draft::{Entry, unwritten, word};
use crate::read::Node;

/// What is wished of it.
pub(super) struct Wish<'w> {
    pub(super) name: &'w str,
    pub(super) key: Option<&'w str>,
    pub(super) event: Option<&'w str>,
    pub(super) families: &'w [String],
    pub(super) args: &'w [(String, String)],
}

impl Maker<'_> {
    pub(super) fn entity(&mut self, wish: &Wish<'_>) -> Result<(), Refusal> {
        let name = wish.name;
        self.check_name(name)?;
        let rest = self.rest();
        let mut path = segments(name);
        if rest == 3 {
            path.insert(0, "v3".to_owned());
        }
        let full = path.join(".");
        if let Some(there) = self.survey().entities.iter().find(|entity| {
            entity.full_name == full
                || entity.rest == rest && segments(&entity.at).join(".") == segments(name).join(".")
        }) {
            let message = format!("there is an entity `{}` already", there.full_name);
            return Err(exists(message, &there.place));
        }
        // The entity stands where its methods would.
        let first = format!("{name}.get");
        let mut first_path = segments(&first);
        if rest == 3 {
            first_path.insert(0, "v3".to_owned());
        }
        self.check_module(&first_path)?;
        let module = self.make_room(&first, rest);
        let file = self.places.path(&module);
        let last = path.last().cloned().unwrap_or_default();
        let (mut own, mut says_at) = match path.strip_prefix(module.as_slice()) {
            Some([]) => (last, false),
            Some([one]) => (one.clone(), false),
            Some(below) => (below.join("_"), true),
            None => (last, true),
        };
        if is_reserved(&own) {
            own.push_str("_record");
            says_at = true;
        }
        let key = match wish.key {
            Some(key) => key.to_owned(),
            None => self.usual_key(&segments(name), wish.families),
        };
        let uses = wish
            .families
            .iter()
            .map(|family| self.family(family, wish))
            .collect::<Result<Vec<Node>, Refusal>>()?;
        if wish.families.is_empty()
            && let Some((arg, _)) = wish.args.first()
        {
            return Err(refuse(
                Code::UnknownArgument,
                format!("there is no family whose argument `{arg}` is; say `--family`"),
            ));
        }
        let mut entries = vec![unwritten()];
        if says_at {
            entries.push(("at".to_owned(), word(name)));
        }
        entries.push(("key".to_owned(), word(&key)));
        if let Some(see) = &self.options.see {
            entries.push(("see".to_owned(), word(see)));
        }
        if let Some(event) = wish.event {
            entries.push(("event".to_owned(), word(event)));
        }
        if !uses.is_empty() {
            entries.push(("use".to_owned(), Node::List(uses)));
        }
        // What is no number is a code, which whoever makes a record chooses.
        let (ty, access) = if matches!(key.as_str(), "ID" | "id") {
            ("id", "read")
        } else {
            let what =
                "see whether it is a text that is given on creation; else `type: id, access: read`";
            let line = format!("{key}: {{ type: string");
            self.looks.push((file.clone(), line, what.to_owned()));
            ("string", "create")
        };
        let field = Node::Map(vec![
            ("type".to_owned(), word(ty)),
            ("access".to_owned(), word(access)),
            unwritten(),
        ]);
        entries.push(("fields".to_owned(), Node::Map(vec![(key, field)])));
        self.looks.push((
            file.clone(),
            "    fields:".to_owned(),
            "add the other fields".to_owned(),
        ));
        self.push(
            &file,
            Entry {
                section: "entities",
                name: own,
                node: Node::Map(entries),
                remarks: Vec::new(),
            },
        );
        Ok(())
    }

    /// `ID` or `id`, as the fields of other entities of the module are spelt, the nearest ones first; `id` where results
    /// stand below keys, as in newer modules, when there are none.
    fn usual_key(&self, path: &[String], families: &[String]) -> String {
        let rest = self.rest();
        for depth in (1..path.len().max(2)).rev() {
            let above = path.get(..depth).unwrap_or(path);
            let beside = |entity: &&SurveyEntity| {
                entity.rest == rest && segments(&entity.at).starts_with(above)
            };
            let (mut upper, mut lower) = (0, 0);
            for entity in self.survey().entities.iter().filter(beside) {
                match is_upper(entity) {
                    Some(true) => upper += 1,
                    Some(false) => lower += 1,
                    None => {}
                }
            }
            if upper != lower {
                return if upper > lower { "ID" } else { "id" }.to_owned();
            }
        }
        let newer = rest == 3 || families.iter().any(|family| family == "wrapped");
        if newer { "id" } else { "ID" }.to_owned()
    }

    /// An element of `use`, with those arguments that are said or follow from the name.
    fn family(&mut self, name: &str, wish: &Wish<'_>) -> Result<Node, Refusal> {
        let families = &self.places.survey.families;
        let Some((_, family)) = families.iter().find(|(known, _)| known == name) else {
            let known = families.iter().map(|(known, _)| known.as_str());
            let diagnostic = refuse(Code::UnknownFamily, format!("there is no family `{name}`"));
            return Err(match nearest(name, known) {
                Some(near) => help(diagnostic, format!("did you mean `{near}`?")),
                None => diagnostic,
            });
        };
        let mut args: Vec<(String, Node)> = Vec::new();
        let none = Vec::new();
        let declared = match family.get("args") {
            Some(Node::Map(declared)) => declared,
            _ => &none,
        };
        for (arg, _) in wish.args {
            let of = |family: &Node| {
                family.get("args").is_some_and(|args| {
                    args.get(arg).is_some() || args.get(&format!("{arg}!")).is_some()
                })
            };
            let any = families
                .iter()
                .filter(|(known, _)| wish.families.contains(known))
                .any(|(_, family)| of(family));
            if !any {
                let names = declared.iter().map(|(arg, _)| arg.trim_end_matches('!'));
                let diagnostic = refuse(
                    Code::UnknownArgument,
                    format!("the family `{name}` has no argument `{arg}`"),
                );
                return Err(match nearest(arg, names) {
                    Some(near) => help(diagnostic, format!("did you mean `{near}`?")),
                    None => diagnostic,
                });
            }
        }
        let last = wish.name.rsplit('.').next().unwrap_or(wish.name);
        for (arg, kind) in declared {
            let bare = arg.trim_end_matches('!');
            let said = wish.args.iter().find(|(name, _)| name == bare);
            let kind = kind.to_text().unwrap_or_default();
            let value = match (said, bare) {
                (Some((_, value)), _) => match (kind.as_ref(), value.parse::<i64>()) {
                    ("int", Ok(number)) => Node::Int(number),
                    _ => word(value),
                },
                (None, _) if !arg.ends_with('!') => continue,
                (None, "one") => word(last),
                (None, "many") => word(plural(last)),
                (None, "owner") => match wish.name.rsplit_once('.') {
                    Some((owner, _)) => word(owner),
                    None => return Err(lacking(name, bare)),
                },
                (None, _) => return Err(lacking(name, bare)),
            };
            args.push((bare.to_owned(), value));
        }
        self.makes.push(Makes {
            family: name.to_owned(),
            names: names(family, wish, &args),
        });
        Ok(if args.is_empty() {
            word(name)
        } else {
            Node::Map(vec![(name.to_owned(), Node::Map(args))])
        })
    }
}

/// Whether most fields of an entity are spelt in capitals; nobody knows where it has none.
fn is_upper(entity: &SurveyEntity) -> Option<bool> {
    let upper = |name: &&String| !name.contains(|c: char| c.is_ascii_lowercase());
    let count = entity.fields.iter().filter(upper).count();
    (!entity.fields.is_empty()).then_some(count * 2 > entity.fields.len())
}

/// Methods, events and placements that a family makes; what uses an argument that is not given is left out.
fn names(family: &Node, wish: &Wish<'_>, args: &[(String, Node)]) -> Vec<String> {
    let given = args.iter().filter_map(|(name, value)| {
        let value = value.to_text()?;
        Some((name.as_str(), value.into_owned()))
    });
    let own = [("at", Some(wish.name)), ("event", wish.event)].into_iter();
    let own = own.filter_map(|(name, value)| Some((name, value?.to_owned())));
    let mut values: Vec<(&str, String)> = given.chain(own).collect();
    // `$atlas` is not `$at` with something behind it.
    values.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let mut made = Vec::new();
    for section in ["methods", "events", "placements"] {
        let Some(Node::Map(entries)) = family.get(section) else {
            continue;
        };
        for (key, _) in entries {
            let mut name = key.clone();
            for (arg, value) in &values {
                name = name.replace(&format!("$({arg})"), value);
                name = name.replace(&format!("${arg}"), value);
            }
            if !name.contains('$') {
                made.push(name);
            }
        }
    }
    made
}

fn lacking(family: &str, arg: &str) -> Refusal {
    let refusal = refuse(
        Code::MissingArgument,
        format!("the family `{family}` needs the argument `{arg}`"),
    );
    help(refusal, format!("say `--with {arg}=…`"))
}

/// The usual plural.
fn plural(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if word.ends_with(['s', 'x']) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}
