//! Some files of a spec: a file, those below it, or a folder.

use std::fmt;

use crate::diagnose::nearest;

/// Files whose path begins in one way: `crm/timeline` is `crm/timeline.yaml`, its examples and all of the folder beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Only {
    /// Folder of the spec, with a slash at its end.
    folder: String,
    stem: String,
}

/// A prefix that no file has, and one that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPrefix {
    prefix: String,
    near: Option<String>,
}

impl Only {
    /// By a path below the spec, with or without the folder of the spec and `.yaml`, or by a dotted module.
    ///
    /// # Errors
    ///
    /// When no file of the spec is there; `paths` are those of all files, below the spec.
    pub fn new(spec: &str, prefix: &str, paths: &[String]) -> Result<Self, UnknownPrefix> {
        let folder = format!("{}/", spec.trim_end_matches('/'));
        let path = prefix.strip_prefix(&folder).unwrap_or(prefix);
        let stem = stem(path.trim_start_matches("./").trim_end_matches('/'));
        let is_path = stem.contains('/') || stem.len() < path.len();
        let stem = if is_path {
            stem.to_owned()
        } else {
            stem.replace('.', "/")
        };
        let only = Self { folder, stem };
        if paths.iter().any(|path| only.has(path)) {
            return Ok(only);
        }
        let stems: Vec<&str> = paths.iter().map(|path| self::stem(path)).collect();
        Err(UnknownPrefix {
            prefix: prefix.to_owned(),
            near: nearest(&only.stem, stems).map(str::to_owned),
        })
    }

    /// Whether a file is one of them; its path begins at the spec, or with the folder of the spec.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        let path = path.strip_prefix(&self.folder).unwrap_or(path);
        stem(path)
            .strip_prefix(&self.stem)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// `crm/timeline`.
impl fmt::Display for Only {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stem)
    }
}

impl fmt::Display for UnknownPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no file of the spec is `{}` or below it", self.prefix)?;
        match &self.near {
            Some(near) => write!(f, "; did you mean `{near}`?"),
            None => f.write_str(
                "; give a path such as `crm/timeline`, or a module such as `crm.timeline`",
            ),
        }
    }
}

impl std::error::Error for UnknownPrefix {}

/// A path without its ending.
fn stem(path: &str) -> &str {
    path.strip_suffix(".examples.yaml")
        .or_else(|| path.strip_suffix(".yaml"))
        .unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_paths_or_modules() {
        let paths = [
            "crm.yaml",
            "crm/timeline.examples.yaml",
            "crm/timeline.yaml",
            "crm/timeline/note.yaml",
            "crm/timelines.yaml",
            "portal.yaml",
        ]
        .map(str::to_owned);
        for (prefix, files) in [
            ("crm/timeline", 3),
            ("crm/timeline/", 3),
            ("crm.timeline", 3),
            ("my/spec/crm/timeline.yaml", 3),
            ("crm/timeline.examples.yaml", 3),
            ("crm.timeline.note", 1),
            ("crm", 5),
            ("crm.yaml", 5),
            ("portal", 1),
        ] {
            let only = Only::new("my/spec/", prefix, &paths);
            let only = only.unwrap_or_else(|error| panic!("{prefix}: {error}"));
            let of = |path: &&String| only.has(path) && only.has(&format!("my/spec/{path}"));
            assert_eq!(paths.iter().filter(of).count(), files, "{prefix}");
        }
        let error = Only::new("my/spec", "crm/timelin", &paths).map_err(|error| error.to_string());
        assert_eq!(
            error,
            Err(
                "no file of the spec is `crm/timelin` or below it; did you mean `crm/timeline`?"
                    .to_owned()
            )
        );
    }
}
