declare var stopTestServices: (() => Promise<void>) | undefined;
