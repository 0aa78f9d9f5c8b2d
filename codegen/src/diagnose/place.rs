//! Where something stands in the spec: by path, not by line.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// One step down a tree of YAML.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into the value of a key, as the key is written.
    Key(String),
    /// Into an element of a list.
    Index(usize),
}

/// A path from the root of a file; shares its beginning with the paths around it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Steps(Option<Arc<Link>>);

#[derive(PartialEq, Eq)]
struct Link {
    parent: Steps,
    step: Step,
}

impl Steps {
    /// The root of a file.
    #[must_use]
    pub fn root() -> Self {
        Self(None)
    }

    /// The value of a key.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// An element of a list.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    fn then(&self, step: Step) -> Self {
        Self(Some(Arc::new(Link {
            parent: self.clone(),
            step,
        })))
    }

    /// One step up; nothing above the root.
    #[must_use]
    pub fn parent(&self) -> Option<&Self> {
        self.0.as_ref().map(|link| &link.parent)
    }

    /// The last step.
    #[must_use]
    pub fn last(&self) -> Option<&Step> {
        self.0.as_ref().map(|link| &link.step)
    }

    /// All steps from the root.
    #[must_use]
    pub fn to_vec(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = self;
        while let Some(link) = &at.0 {
            steps.push(link.step.clone());
            at = &link.parent;
        }
        steps.reverse();
        steps
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.to_vec().iter().enumerate() {
            match step {
                Step::Key(key) if position == 0 => write!(f, "{key}")?,
                Step::Key(key) => write!(f, " / {key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Which half of an entry is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// What stands before the colon.
    Key,
    /// What stands after it.
    #[default]
    Value,
}

/// A place in a file of the spec.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Index of the file in its source.
    pub file: usize,
    /// Path inside it.
    pub steps: Steps,
    /// Key or value at the end of the path.
    pub part: Part,
    /// Which of several entries with the same key.
    pub nth: usize,
    /// Characters of the text that stands there, where only some of them are meant.
    pub within: Option<Range<usize>>,
    /// Line and column, for what has no path because the file could not be read.
    pub raw: Option<(usize, usize)>,
}

impl Place {
    /// The value at a path.
    #[must_use]
    pub fn value(file: usize, steps: Steps) -> Self {
        Self {
            file,
            steps,
            ..Self::default()
        }
    }

    /// The key at a path.
    #[must_use]
    pub fn key(file: usize, steps: Steps) -> Self {
        Self {
            file,
            steps,
            part: Part::Key,
            ..Self::default()
        }
    }

    /// A file as a whole.
    #[must_use]
    pub fn file(file: usize) -> Self {
        Self::value(file, Steps::root())
    }

    /// A line and a column, both from 1.
    #[must_use]
    pub fn raw(file: usize, line: usize, column: usize) -> Self {
        Self {
            file,
            raw: Some((line, column)),
            ..Self::default()
        }
    }
}
