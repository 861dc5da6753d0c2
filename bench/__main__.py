"""Every bench, one after the other: python -m bench."""

from bench import attendance_ratio, batches, documents, import_ratio, pages

if __name__ == "__main__":
    pages.main()
    import_ratio.main()
    attendance_ratio.main()
    documents.main()
    batches.main()
