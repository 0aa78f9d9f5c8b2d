//! Keeps `catalogue.json`, the spec as the portal reads it, in step with the spec; see the build script of `bitrix24`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "regenerate")]
    keep_in_step("../spec".as_ref());
}

#[cfg(feature = "regenerate")]
fn keep_in_step(spec: &std::path::Path) {
    // A package from a registry has no spec beside it.
    if !spec.is_dir() {
        return;
    }
    if let Err(error) =
        bitrix24_codegen::build::catalogue_in_build_script(spec, "catalogue.json".as_ref())
    {
        // The bindings' script, which runs beside this one, reports what is wrong with the spec, and once is enough.
        match error {
            bitrix24_codegen::build::BuildError::Spec(diagnostics) => {
                eprintln!(
                    "{} mistakes in the spec: see `b24spec check spec`",
                    diagnostics.len()
                );
            }
            error => eprintln!("{error}"),
        }
        std::process::exit(1);
    }
}
