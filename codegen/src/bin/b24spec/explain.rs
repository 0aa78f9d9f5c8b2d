//! `b24spec explain`: what a kind of mistake means.

use bitrix24_codegen::diagnose::{Code, Diagnostic};
use bitrix24_codegen::explain::explain;
use clap::Args;

use crate::Failure;
use crate::style::{self, paint};

/// Explain a kind of mistake, with a wrong and a right example; without a code, list them all
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Code of a mistake, as in `error[unknown-type]`
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Explain {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let Some(code) = self.code else {
            list();
            return Ok(());
        };
        let code: Code = code.parse().map_err(|unknown| {
            Failure::Trouble(format!("{unknown}\n`b24spec explain` lists all codes"))
        })?;
        let explanation = explain(code);
        let title = paint(style::ERROR, code.name());
        anstream::println!("{title}: {}\n", code.title());
        anstream::println!("{}", explanation.text);
        example("Wrong:", explanation.wrong);
        example("Right:", explanation.right);
        Ok(())
    }
}

fn list() {
    let width = Code::ALL.iter().map(|code| code.name().len()).max();
    let width = width.unwrap_or_default();
    for code in Code::ALL {
        let name = paint(style::MESSAGE, &format!("{code:width$}"));
        anstream::println!("{name}  {}", code.title());
    }
}

fn example(title: &str, text: &str) {
    anstream::println!("\n{}\n", paint(style::MESSAGE, title));
    for line in text.lines() {
        let line = if line.starts_with("# ") {
            paint(style::MARGIN, line)
        } else {
            line.to_owned()
        };
        anstream::println!("    {line}");
    }
}

/// How to learn more about some mistakes.
pub(crate) fn hint<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> String {
    let mut codes: Vec<Code> = diagnostics
        .into_iter()
        .map(|diagnostic| diagnostic.code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    match codes.as_slice() {
        [] => String::new(),
        [code] => format!("learn more: `b24spec explain {code}`"),
        [first, ..] => {
            let names: Vec<&str> = codes.iter().map(|code| code.name()).collect();
            format!(
                "learn more: `b24spec explain {first}`; there is also {}",
                names.get(1..).unwrap_or_default().join(", ")
            )
        }
    }
}
