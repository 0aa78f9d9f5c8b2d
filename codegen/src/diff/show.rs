//! Differences as text, and as Markdown for a changelog.

use std::fmt;

use super::{Breaks, Change, Diff, What};

/// What it means to break.
const LEGEND: &str = "compile: a crate that uses it may not compile any more; run: a program that was built before may fail or do something else";

impl fmt::Display for Breaks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.compile, self.run) {
            (true, true) => "compile, run",
            (true, false) => "compile",
            (false, true) => "run",
            (false, false) => "nothing",
        })
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.item.kind.name(), self.item.name)?;
        // Sentences about the whole go on from its name.
        f.write_str(&self.rest())
    }
}

impl Change {
    /// What follows the name of the item.
    fn rest(&self) -> String {
        let verbs = ["is ", "calls ", "sends ", "needs ", "does "];
        let goes_on =
            self.part.is_none() && verbs.iter().any(|verb| self.message.starts_with(verb));
        match &self.within {
            Some(within) => format!(": {within}: {}", self.message),
            None if goes_on => format!(" {}", self.message),
            None => format!(": {}", self.message),
        }
    }
}

impl Diff {
    /// As text: what breaks first, each change on a line.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let (breaking, other): (Vec<&Change>, Vec<&Change>) =
            self.changes.iter().partition(|change| change.breaks.any());
        if !breaking.is_empty() {
            text.push_str("breaking:\n");
        }
        for change in &breaking {
            text.push_str(&format!("  {change} [{}]\n", change.breaks));
        }
        if !other.is_empty() {
            text.push_str("not breaking:\n");
        }
        for change in &other {
            text.push_str(&format!("  {change}\n"));
        }
        text.push_str(&self.summary());
        text.push('\n');
        if !breaking.is_empty() {
            text.push_str(LEGEND);
            text.push('\n');
        }
        text
    }

    /// How much differs, in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        let texts = match self.counts.docs {
            0 => String::new(),
            1 => "; 1 text or example differs".to_owned(),
            docs => format!("; {docs} texts or examples differ"),
        };
        let changes = match self.changes.len() {
            0 => "nothing changed".to_owned(),
            1 => format!("1 change, {} breaking", self.counts.breaking),
            all => format!("{all} changes, {} of them breaking", self.counts.breaking),
        };
        format!("{changes}{texts}")
    }

    /// As Markdown, under the headings of Keep a Changelog.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        let heading = |change: &Change| match change.what {
            What::Added => "Added",
            What::Removed => "Removed",
            What::Deprecated => "Deprecated",
            _ => "Changed",
        };
        for title in ["Removed", "Changed", "Deprecated", "Added"] {
            let mut lines = self
                .changes
                .iter()
                .filter(|change| heading(change) == title)
                .peekable();
            if lines.peek().is_none() {
                continue;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&format!("### {title}\n\n"));
            for change in lines {
                text.push_str(&line(change));
            }
        }
        if self.counts.docs > 0 {
            if !text.is_empty() {
                text.push('\n');
            }
            let texts = match self.counts.docs {
                1 => "1 text or example differs".to_owned(),
                docs => format!("{docs} texts or examples differ"),
            };
            text.push_str(&format!("Documentation: {texts}.\n"));
        }
        text
    }
}

fn line(change: &Change) -> String {
    let breaking = match (change.breaks.compile, change.breaks.run) {
        (false, false) => "",
        (true, false) => "**Breaking (compile):** ",
        (false, true) => "**Breaking (run):** ",
        (true, true) => "**Breaking:** ",
    };
    let kind = match change.item.kind {
        super::ItemKind::Method => String::new(),
        kind => format!("{} ", kind.name()),
    };
    format!(
        "- {breaking}{kind}`{}`{}.\n",
        change.item.name,
        change.rest()
    )
}
