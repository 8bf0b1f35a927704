"""`python -m tests.domain.write_golden` adds the golden files that are missing, and changes none."""

from tests.domain.golden_files import write_missing

if __name__ == "__main__":
    for path in write_missing():
        print(path.name)
