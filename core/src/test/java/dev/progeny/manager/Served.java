package dev.progeny.manager;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A manager for each test, served by this process.
final class Served implements BeforeEachCallback, AfterEachCallback {
    private Manager manager;

    Manager manager() {
        return manager;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        manager = Manager.serve(Address.Tcp.loopback(), AuthKey.random());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        manager.close();
    }
}
