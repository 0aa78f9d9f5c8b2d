//! Keeps `src/api` in step with the spec.
//!
//! A workspace build has the generator (feature `regenerate`, switched on by a member that is never published) and rewrites
//! what differs. A build of this crate alone compares hashes and warns. A build from a registry finds no spec and does
//! nothing.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let spec = Path::new("../spec");
    if spec.is_dir() {
        keep_in_step(spec, Path::new("src/api"));
    }
}

#[cfg(feature = "regenerate")]
fn keep_in_step(spec: &Path, out: &Path) {
    use bitrix24_codegen::{build, emit::Options};

    if let Err(error) = build::in_build_script(
        spec,
        out,
        Some(Path::new("Cargo.toml")),
        &Options::default(),
    ) {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

#[cfg(not(feature = "regenerate"))]
fn keep_in_step(spec: &Path, out: &Path) {
    println!("cargo::rerun-if-changed={}", spec.display());
    let current = hashes(spec).unwrap_or_default();
    // As checkouts may differ in line ends.
    let written: String = std::fs::read_to_string(out.join("spec.hash"))
        .unwrap_or_default()
        .replace('\r', "");
    if current != written {
        println!(
            "cargo::warning=src/api is not what ../spec gives: build the workspace (`cargo build` at its root)"
        );
    }
}

/// The same lines as `bitrix24_codegen::build` writes; a test holds the two together.
#[cfg(not(feature = "regenerate"))]
fn hashes(spec: &Path) -> std::io::Result<String> {
    let mut lines = Vec::new();
    let mut folders = vec![spec.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
            {
                let below = path.strip_prefix(spec).unwrap_or(&path);
                let name: Vec<_> = below
                    .components()
                    .map(|part| part.as_os_str().to_string_lossy())
                    .collect();
                let hash = std::fs::read(&path)?
                    .iter()
                    .filter(|&&byte| byte != b'\r')
                    .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
                        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                    });
                lines.push(format!("{} {hash:016x}\n", name.join("/")));
            }
        }
    }
    lines.sort();
    Ok(lines.concat())
}
