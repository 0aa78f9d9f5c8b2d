//! Which file something goes into, and what need not be said there because the file says it.

use std::collections::{BTreeMap, BTreeSet};

use super::word;
use crate::check::survey::{Survey, SurveyFile};
use crate::check::{owner, page, segments};
use crate::model::{FilterStyle, Need, Scope};
use crate::read::Node;

/// Files that there are, and files that are to be made.
pub(crate) struct Places<'s> {
    pub(crate) survey: &'s Survey,
    /// Modules of files that are to be made, and what these say of themselves.
    new: BTreeMap<Vec<String>, Header>,
}

/// What a file says for everything in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Header {
    pub(crate) scope: Option<Scope>,
    pub(crate) see: Option<String>,
    pub(crate) needs: Vec<Need>,
    pub(crate) style: Option<FilterStyle>,
    pub(crate) deprecated: Option<String>,
}

impl<'s> Places<'s> {
    pub(crate) fn new(survey: &'s Survey) -> Self {
        Self {
            survey,
            new: BTreeMap::new(),
        }
    }

    fn is_there(&self, module: &[String]) -> bool {
        self.survey.files.iter().any(|file| file.module == module)
    }

    fn has(&self, module: &[String]) -> bool {
        self.is_there(module) || self.new.contains_key(module)
    }

    /// Makes room for a method: the file that it belongs in, and those above it, are there or are to be made.
    pub(crate) fn make_room(&mut self, name: &str, rest: u8) {
        let mut path = segments(name);
        if path.len() == 1 {
            if !self.has(&[]) {
                self.new.insert(Vec::new(), Header::default());
            }
            return;
        }
        let skip = usize::from(rest == 3);
        if rest == 3 {
            path.insert(0, "v3".to_owned());
        }
        let root = path.get(..=skip).unwrap_or(&path).to_vec();
        self.make_file(&root);
        let deepest = owner(name, rest, |module| self.has(module)).unwrap_or_default();
        if deepest.len() > root.len() {
            // Where a folder has a file per record, a new record gets one too.
            let below = path.get(..=deepest.len()).unwrap_or_default();
            if self.has_folder(&deepest)
                && path.len() > below.len()
                && !self.would_move(below, rest)
            {
                self.new.insert(below.to_vec(), Header::default());
            }
            return;
        }
        // A file about one thing: `crm/currency.yaml`, `imbot/v2/chat.yaml`.
        let version = |part: &str| {
            part.strip_prefix('v')
                .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
        };
        let mut length = skip + 2;
        if path.get(skip + 1).is_some_and(|part| version(part)) {
            length += 1;
        }
        while path
            .get(..length)
            .is_some_and(|above| self.has_folder(above))
        {
            length += 1;
        }
        if path.len() <= length {
            length = path.len() - 1;
        }
        let Some(module) = path.get(..length) else {
            return;
        };
        if module.len() > root.len() && !self.would_move(module, rest) {
            self.new.insert(module.to_vec(), Header::default());
        }
    }

    /// The same where a name is that of a record: one of three segments or more gets the file of its whole path, unless
    /// a file on the way to it is there.
    pub(crate) fn make_room_of_record(&mut self, name: &str, rest: u8) {
        let mut record = segments(name);
        if rest == 3 {
            record.insert(0, "v3".to_owned());
        }
        record.pop();
        let root = 1 + usize::from(rest == 3);
        let owner = owner(name, rest, |module| self.has(module)).unwrap_or_default();
        if record.len() > root + 1 && owner.len() <= root && !self.would_move(&record, rest) {
            self.make_file(&record);
        } else {
            self.make_room(name, rest);
        }
    }

    /// Makes a file, and the top-level one above it, where they are not there.
    pub(crate) fn make_file(&mut self, module: &[String]) {
        let is_v3 = module.first().is_some_and(|first| first == "v3");
        let above = 1..=1 + usize::from(is_v3);
        for part in above
            .filter_map(|length| module.get(..length))
            .chain([module])
        {
            if !self.has(part) {
                self.new.insert(part.to_vec(), Header::default());
            }
        }
    }

    /// Whether there are files in the folder beside a file.
    fn has_folder(&self, module: &[String]) -> bool {
        let mut files = self.survey.files.iter();
        files.any(|file| file.module.len() == module.len() + 1 && file.module.starts_with(module))
    }

    /// Whether what is there now would belong in another file if this one were made.
    pub(crate) fn would_move(&self, module: &[String], rest: u8) -> bool {
        let below = |name: &str, of: u8, file: &str| {
            let mut path = segments(name);
            if of == 3 {
                path.insert(0, "v3".to_owned());
            }
            of == rest && path.starts_with(module) && !self.is_below(file, module)
        };
        self.survey
            .methods
            .iter()
            .any(|method| below(&method.name, method.rest, &method.file))
            || self
                .survey
                .entities
                .iter()
                .any(|entity| below(&entity.at, entity.rest, &entity.file))
            || self.would_blur(module)
    }

    /// Whether a file is in the folder of a module, and stays where it is whatever is made above it.
    fn is_below(&self, path: &str, module: &[String]) -> bool {
        let mut files = self.survey.files.iter();
        files.any(|file| file.path == path && file.module.starts_with(module))
    }

    /// Whether a short name in a file beside this one would mean two things.
    fn would_blur(&self, module: &[String]) -> bool {
        let Some((name, above)) = module.split_last() else {
            return false;
        };
        let beside = |path: &str| {
            let stem = path.trim_end_matches(".yaml");
            stem.rsplit_once('/')
                .is_some_and(|(folder, own)| folder == above.join("/") && own != name)
        };
        let survey = self.survey;
        survey
            .types
            .iter()
            .any(|(ty, file)| ty == name && beside(file))
            || survey
                .entities
                .iter()
                .any(|entity| entity.name == *name && beside(&entity.file))
    }

    /// The module whose file a method belongs in, once there is room for it.
    pub(crate) fn module(&self, name: &str, rest: u8) -> Vec<String> {
        owner(name, rest, |module| self.has(module)).unwrap_or_default()
    }

    /// Path of the file of a module.
    pub(crate) fn path(&self, module: &[String]) -> String {
        let there = self
            .survey
            .files
            .iter()
            .find(|file| file.module == module)
            .map(|file| file.path.clone());
        there.unwrap_or_else(|| match module {
            [] => "portal.yaml".to_owned(),
            _ => format!("{}.yaml", module.join("/")),
        })
    }

    /// Modules of files that are to be made, from the root down.
    pub(crate) fn new_modules(&self) -> Vec<Vec<String>> {
        let mut modules: Vec<Vec<String>> = self.new.keys().cloned().collect();
        modules.sort_by_key(Vec::len);
        modules
    }

    pub(crate) fn describe(&mut self, module: &[String], header: Header) {
        self.new.insert(module.to_vec(), header);
    }

    /// Whether an entity or type of a file can be called by its name alone there.
    pub(crate) fn is_clear(&self, module: &[String], name: &str) -> bool {
        let shared = |file: &str| file.starts_with("shared/");
        let beside = module.split_last().is_some_and(|(own, above)| {
            let mut other = above.to_vec();
            other.push(name.to_owned());
            name != own && !above.is_empty() && self.has(&other)
        });
        !beside
            && !self
                .survey
                .types
                .iter()
                .any(|(ty, file)| ty == name && shared(file))
    }

    /// Modules of all files, those that are to be made included.
    pub(crate) fn modules(&self) -> BTreeSet<Vec<String>> {
        let there = self.survey.files.iter().map(|file| file.module.clone());
        there.chain(self.new.keys().cloned()).collect()
    }

    /// What holds in a file, with what it takes from those above it.
    pub(crate) fn effective(&self, module: &[String]) -> Header {
        if let Some(file) = self.survey.files.iter().find(|file| file.module == module) {
            return Header::of(file);
        }
        let above = self.above(module);
        let Some(own) = self.new.get(module) else {
            return above;
        };
        Header {
            scope: own.scope.clone().or(above.scope),
            see: own.see.clone().or(above.see),
            style: own.style.or(above.style),
            deprecated: own.deprecated.clone().or(above.deprecated),
            needs: if own.needs.is_empty() {
                above.needs
            } else {
                own.needs.clone()
            },
        }
    }

    /// What a file takes from those above it.
    pub(crate) fn above(&self, module: &[String]) -> Header {
        self.nearest_above(module)
            .map_or_else(Header::default, |above| self.effective(above))
    }

    /// The deepest file above one.
    pub(crate) fn nearest_above<'m>(&self, module: &'m [String]) -> Option<&'m [String]> {
        (1..module.len())
            .rev()
            .filter_map(|length| module.get(..length))
            .find(|above| self.has(above))
    }

    /// What a file that is to be made says of itself; `None` where it is there.
    pub(crate) fn header(&self, module: &[String]) -> Option<Vec<(String, Node)>> {
        let own = self.new.get(module)?;
        let mut entries = vec![super::unwritten()];
        if let Some(scope) = &own.scope {
            entries.push(("scope".to_owned(), scope_node(scope)));
        }
        if module == ["v3"] {
            entries.push(("rest".to_owned(), Node::Int(3)));
            entries.push(("filter".to_owned(), word("triples")));
        }
        if let Some(see) = &own.see {
            entries.push(("see".to_owned(), word(see)));
        }
        if !own.needs.is_empty() {
            entries.push(("needs".to_owned(), needs_node(&own.needs)));
        }
        Some(entries)
    }
}

impl Header {
    fn of(file: &SurveyFile) -> Self {
        Self {
            scope: file.scope.clone(),
            see: file.see.clone(),
            needs: file.needs.clone(),
            style: file.style,
            deprecated: file.deprecated.clone(),
        }
    }
}

pub(crate) fn scope_node(scope: &Scope) -> Node {
    let list = |codes: &[String]| Node::List(codes.iter().map(word).collect());
    match scope {
        Scope::Any(codes) if codes.len() == 1 => word(codes[0].as_str()),
        Scope::Any(codes) => list(codes),
        Scope::All(codes) => Node::Map(vec![("all".to_owned(), list(codes))]),
    }
}

pub(crate) fn needs_node(needs: &[Need]) -> Node {
    let words = needs.iter().map(|need| match need {
        Need::App => "app",
        Need::Admin => "admin",
    });
    Node::List(words.map(word).collect())
}

/// What `see` must say for a page; `None` where it follows from the name and the folder of the file.
pub(crate) fn see(path: &str, folder: Option<&str>, wire: &str) -> Option<String> {
    let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
    let derived = page(wire);
    if let Some(folder) = folder {
        if dir == folder {
            return (name != derived).then(|| name.to_owned());
        }
        if let Some(below) = dir
            .strip_prefix(folder)
            .and_then(|rest| rest.strip_prefix('/'))
            && name == derived
        {
            return Some(format!("{below}/"));
        }
    }
    Some(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_said_as_shortly_as_possible() {
        for (path, said) in [
            ("crm/deals/crm-deal-get", None),
            ("crm/deals/deal-get", Some("deal-get")),
            ("crm/deals/events/crm-deal-get", Some("events/")),
            ("crm/deals/events/get", Some("crm/deals/events/get")),
            ("crm/get", Some("crm/get")),
        ] {
            assert_eq!(
                see(path, Some("crm/deals"), "crm.deal.get").as_deref(),
                said,
                "{path}"
            );
        }
    }

    #[test]
    fn files_are_about_one_thing() {
        let survey = Survey::default();
        let mut places = Places::new(&survey);
        let names = [
            "im.notify",
            "im.notify.read",
            "im.v2.Chat.Message.send",
            "scope",
            "user.get",
        ];
        for name in names {
            places.make_room(name, 2);
        }
        places.make_room("tasks.task.get", 3);
        let paths: Vec<String> = names
            .iter()
            .map(|name| places.path(&places.module(name, 2)))
            .collect();
        assert_eq!(
            paths,
            [
                "im/notify.yaml",
                "im/notify.yaml",
                "im/v2/chat.yaml",
                "portal.yaml",
                "user.yaml"
            ]
        );
        assert_eq!(
            places.path(&places.module("tasks.task.get", 3)),
            "v3/tasks/task.yaml"
        );
    }

    /// The path of the file that a record gets beside some others.
    fn record(name: &str, rest: u8, files: &[&str]) -> String {
        let file = |path: &&str| SurveyFile {
            path: (*path).to_owned(),
            module: path
                .trim_end_matches(".yaml")
                .split('/')
                .map(str::to_owned)
                .collect(),
            scope: None,
            style: None,
            see: None,
            needs: Vec::new(),
            deprecated: None,
            errors: Vec::new(),
        };
        let survey = Survey {
            files: files.iter().map(file).collect(),
            ..Survey::default()
        };
        let mut places = Places::new(&survey);
        places.make_room_of_record(name, rest);
        places.path(&places.module(name, rest))
    }

    #[test]
    fn records_get_the_file_of_their_path() {
        for (name, rest, files, path) in [
            ("a.b.c.get", 2, &[][..], "a/b/c.yaml"),
            ("a.b.c.get", 2, &["a.yaml"], "a/b/c.yaml"),
            ("a.b.c.get", 2, &["a.yaml", "a/b.yaml"], "a/b.yaml"),
            ("a.b.c.get", 2, &["a.yaml", "a/b/d.yaml"], "a/b/c.yaml"),
            (
                "a.b.c.get",
                2,
                &["a.yaml", "a/b.yaml", "a/b/d.yaml"],
                "a/b/c.yaml",
            ),
            ("a.b.get", 2, &["a.yaml"], "a/b.yaml"),
            ("a.b.c.d.get", 2, &["a.yaml", "a/b.yaml"], "a/b.yaml"),
            ("a.get", 2, &[], "a.yaml"),
            ("a.b.c.get", 3, &["a.yaml", "a/b.yaml"], "v3/a/b/c.yaml"),
            ("a.b.get", 3, &["v3.yaml"], "v3/a/b.yaml"),
        ] {
            assert_eq!(
                record(name, rest, files),
                path,
                "{name} of REST {rest} beside {files:?}"
            );
        }
    }
}
