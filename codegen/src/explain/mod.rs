//! What every kind of mistake means, with an example of it and of what to write instead.
//!
//! One file each in `codes/`: a paragraph, the wrong example, the right one. Lines such as `# crm/deal.yaml` begin the files of
//! an example; what lies in the folder `crm` is below a `crm.yaml` that says its scope and folder of the reference.

use crate::diagnose::Code;

/// An explanation of a kind of mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The kind.
    pub code: Code,
    /// A paragraph, in lines.
    pub text: &'static str,
    /// Files that have the mistake.
    pub wrong: &'static str,
    /// The same without it.
    pub right: &'static str,
}

macro_rules! explanations {
    ($($code:ident: $name:literal,)*) => {
        /// The file of a kind; the compiler asks for one of every kind.
        fn page(code: Code) -> &'static str {
            match code {
                $(Code::$code => include_str!(concat!("codes/", $name, ".md")),)*
            }
        }
    };
}

explanations! {
    AmbiguousName: "ambiguous-name",
    BadName: "bad-name",
    CaseNoObject: "case-no-object",
    CertainChoice: "certain-choice",
    Comma: "comma",
    DocStyle: "doc-style",
    DuplicateKey: "duplicate-key",
    EmptyFile: "empty-file",
    EnvelopeKey: "envelope-key",
    ExampleName: "example-name",
    ExampleShape: "example-shape",
    FixedParameter: "fixed-parameter",
    IsNothing: "is-nothing",
    LikeNoObject: "like-no-object",
    MakeNoValues: "make-no-values",
    MisplacedAttribute: "misplaced-attribute",
    MissingArgument: "missing-argument",
    MissingDoc: "missing-doc",
    MissingEffect: "missing-effect",
    MissingIs: "missing-is",
    MissingReturns: "missing-returns",
    MissingScope: "missing-scope",
    MissingSee: "missing-see",
    NameCollision: "name-collision",
    NoFiles: "no-files",
    NoKey: "no-key",
    NoKind: "no-kind",
    NotAnEntity: "not-an-entity",
    NotMissing: "not-missing",
    NotUtf8: "not-utf8",
    NothingAlone: "nothing-alone",
    OfPair: "of-pair",
    OutsideFile: "outside-file",
    PagingKeys: "paging-keys",
    PagingNoList: "paging-no-list",
    PagingParameter: "paging-parameter",
    PagingRest: "paging-rest",
    RecursiveLike: "recursive-like",
    RecursiveType: "recursive-type",
    RestOutsideV3: "rest-outside-v3",
    ScopeShape: "scope-shape",
    SeeShape: "see-shape",
    SelfOutsideFamily: "self-outside-family",
    TwoKinds: "two-kinds",
    TypeSyntax: "type-syntax",
    UnionKinds: "union-kinds",
    UnknownArgument: "unknown-argument",
    UnknownEntity: "unknown-entity",
    UnknownError: "unknown-error",
    UnknownExample: "unknown-example",
    UnknownFamily: "unknown-family",
    UnknownField: "unknown-field",
    UnknownKey: "unknown-key",
    UnknownMethod: "unknown-method",
    UnknownParameter: "unknown-parameter",
    UnknownType: "unknown-type",
    UnknownWord: "unknown-word",
    UnnamedValue: "unnamed-value",
    Unreadable: "unreadable",
    UnwrittenDoc: "unwritten-doc",
    UselessChoice: "useless-choice",
    UselessOverride: "useless-override",
    WrongFile: "wrong-file",
    WrongShape: "wrong-shape",
    Yaml: "yaml",
}

/// Explains a kind of mistake.
#[must_use]
pub fn explain(code: Code) -> Explanation {
    let mut parts = page(code).split("```");
    let mut next = || parts.next().unwrap_or_default();
    let text = next().trim();
    let wrong = next();
    next();
    let right = next();
    let example = |part: &'static str| part.strip_prefix("yaml").unwrap_or(part).trim();
    Explanation {
        code,
        text,
        wrong: example(wrong),
        right: example(right),
    }
}

/// The files of an example, as paths and texts, with the `crm.yaml` that it takes for granted.
#[must_use]
pub fn files(example: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in example.lines() {
        let path = line.strip_prefix("# ").filter(|path| !path.contains(' '));
        match (path, files.last_mut()) {
            (Some(path), _) => files.push((path.to_owned(), String::new())),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    let below = files.iter().any(|(path, _)| path.starts_with("crm/"));
    if below && !files.iter().any(|(path, _)| path == "crm.yaml") {
        let text = "doc: Customers.\nscope: crm\nsee: crm\n";
        files.push(("crm.yaml".to_owned(), text.to_owned()));
    }
    files.sort();
    files
}
