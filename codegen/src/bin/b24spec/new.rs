//! `b24spec new`: a draft in the right file.

use std::path::{Path, PathBuf};

use bitrix24_codegen::scaffold::{Ask, Options, Scaffold, scaffold};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::Failure;
use crate::import::{source, write};

/// Add a draft of a method, an entity, an event or a placement to the right file
#[derive(Debug, Args)]
pub(crate) struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a method by its wire name: crm.currency.get
    Method {
        /// Wire name
        name: String,
        #[command(flatten)]
        common: Common,
        /// What a repetition does, where the name does not say
        #[arg(long, value_parser = ["read", "set", "add"])]
        effect: Option<String>,
        /// It belongs to REST 3
        #[arg(long)]
        v3: bool,
    },
    /// Add an entity by the beginning of its methods' names: crm.currency
    Entity {
        /// Beginning of the names of its methods
        name: String,
        #[command(flatten)]
        common: Common,
        /// Family that makes its methods: classic; may be given several times
        #[arg(long = "family", value_name = "NAME")]
        families: Vec<String>,
        /// Argument of a family, where it does not follow from the name
        #[arg(long = "with", value_name = "ARG=VALUE", value_parser = pair)]
        args: Vec<(String, String)>,
        /// Field that identifies a record; ID or id when left out, as most of the module
        #[arg(long, value_name = "FIELD")]
        key: Option<String>,
        /// Beginning of its events' names: onCrmCurrency
        #[arg(long, value_name = "NAME")]
        event: Option<String>,
        /// It belongs to REST 3
        #[arg(long)]
        v3: bool,
    },
    /// Add an event by its name: onCrmCurrencyAdd
    Event {
        /// Name
        name: String,
        #[command(flatten)]
        common: Common,
        /// Module that it belongs to, where its name does not tell: crm.currency; made where it is not there
        #[arg(long = "in", value_name = "MODULE")]
        module: Option<String>,
    },
    /// Add a placement by its code: CRM_CURRENCY_DETAIL_TAB
    Placement {
        /// Code
        code: String,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, Args)]
struct Common {
    /// Folder of the spec
    #[arg(default_value = "spec")]
    spec: PathBuf,
    /// Page of the reference, as `see` takes it
    #[arg(long, value_name = "PATH")]
    see: Option<String>,
    /// Scope, where it is not that of the file
    #[arg(long, value_name = "CODE")]
    scope: Option<String>,
    /// Make the module, although its name is much like that of another one
    #[arg(long)]
    new_module: bool,
    /// Print what was added and what to fill in as JSON
    #[arg(long)]
    json: bool,
}

impl New {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let (ask, common, v3) = match self.what {
            What::Method {
                name,
                common,
                effect,
                v3,
            } => (Ask::Method { name, effect }, common, v3),
            What::Entity {
                name,
                common,
                families,
                args,
                key,
                event,
                v3,
            } => {
                let ask = Ask::Entity {
                    name,
                    key,
                    event,
                    families,
                    args,
                };
                (ask, common, v3)
            }
            What::Event {
                name,
                common,
                module,
            } => (Ask::Event { name, module }, common, false),
            What::Placement { code, common } => (Ask::Placement { code }, common, false),
        };
        let options = Options {
            v3,
            new_module: common.new_module,
            see: common.see,
            scope: common.scope,
        };
        let source = source(&common.spec)?;
        let made = scaffold(&ask, &options, &source).map_err(|diagnostic| {
            let folder = common.spec.display().to_string();
            Failure::Found(diagnostic.below(folder.trim_end_matches('/')).to_string())
        })?;
        write(&common.spec, &made.files)?;
        if common.json {
            anstream::println!("{}", as_json(&made));
        } else {
            tell(&common.spec, &made);
        }
        Ok(())
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| "an argument and its value are meant: `type=2`".to_owned())
}

fn tell(spec: &Path, made: &Scaffold) {
    for file in &made.files {
        let path = spec.join(&file.path);
        if file.new {
            anstream::println!("made {}", path.display());
        }
        for (section, name) in &file.added {
            anstream::println!("added `{name}` to the {section} of {}", path.display());
        }
    }
    for makes in &made.makes {
        let names = makes.names.join(", ");
        anstream::println!("`{}` makes {names}", makes.family);
    }
    if !made.next.is_empty() {
        anstream::println!("next:");
    }
    for next in &made.next {
        let path = spec.join(&next.path);
        anstream::println!("  {}:{}: {}", path.display(), next.line, next.what);
    }
}

fn as_json(made: &Scaffold) -> String {
    let files: Vec<serde_json::Value> = made
        .files
        .iter()
        .map(|file| {
            let added: Vec<serde_json::Value> = file
                .added
                .iter()
                .map(|(section, name)| json!({ "section": section, "name": name }))
                .collect();
            json!({ "path": file.path, "new": file.new, "added": added })
        })
        .collect();
    let next: Vec<serde_json::Value> = made
        .next
        .iter()
        .map(|next| json!({ "path": next.path, "line": next.line, "what": next.what }))
        .collect();
    let makes: Vec<serde_json::Value> = made
        .makes
        .iter()
        .map(|makes| json!({ "family": makes.family, "names": makes.names }))
        .collect();
    format!(
        "{:#}",
        json!({ "files": files, "makes": makes, "next": next })
    )
}
