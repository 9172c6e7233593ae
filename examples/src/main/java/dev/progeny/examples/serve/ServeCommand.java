package dev.progeny.examples.serve;

import dev.progeny.channel.Address;
import dev.progeny.codec.ClassFilter;
import dev.progeny.manager.Manager;
import dev.progeny.manager.ManagerOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

/// `progeny serve`: managed objects for clients that are no relatives.
///
/// Where it can be found goes to the standard output, one line; everything else to the standard
/// error.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves managed objects until it is told to end (SIGTERM, Ctrl-C).",
            "Clients connect by Manager.connect(address, key)."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "1:cannot listen at the address",
            "2:wrong arguments, or a key file that cannot be used",
            "130, 143:ended by Ctrl-C or SIGTERM; everything is closed by then"
        })
public final class ServeCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final long CLOSE_SECONDS = 10;
    private static final int FAILED = 1;
    private static final int WRONG_ARGUMENTS = 2;

    @Parameters(
            paramLabel = "ADDRESS",
            description = "HOST:PORT (port 0 takes a free one), or the PATH of a Unix socket.")
    private String address = "";

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "The key, 16 bytes or more; nobody but you may read the file.")
    private Path key = Path.of("");

    @Option(
            names = "--map",
            paramLabel = "NAME",
            description = "Bind an empty map by this name; may be given several times.")
    private List<String> maps = List.of();

    @Option(
            names = "--allow",
            paramLabel = "PATTERN",
            description = {
                "Classes that clients may send besides values of the JDK, e.g. com.acme.**; several"
                        + " times.",
                "Default: none. They have to be on the class path."
            })
    private List<String> allowed = List.of();

    @Option(
            names = "--lease",
            paramLabel = "SECONDS",
            description = "After so long a silence a client is taken for dead. Default: 10.")
    private int lease = 10;

    @Option(names = "--clients", paramLabel = "N", description = "Clients at most. Default: 1000.")
    private int clients = 1000;

    @Option(
            names = "--tls",
            paramLabel = "FILE",
            description = {
                "Serve through TLS 1.3, with the key and the certificate in this PKCS #12 file;",
                "nobody but you may read it. Clients have to believe the certificate."
            })
    private @Nullable Path keyStore;

    @Option(
            names = "--tls-password",
            paramLabel = "FILE",
            description = "What opens the file of --tls; nobody but you may read it.")
    private @Nullable Path keyStorePassword;

    @Option(
            names = "--message-limit",
            paramLabel = "BYTES",
            description = "Longest arguments or result of a call. Default: 1 GiB.")
    private long messageLimit = 1L << 30;

    private final PrintStream out;
    private final PrintStream err;

    ServeCommand() {
        this(System.out, System.err);
    }

    ServeCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            return serve(parse(address));
        } catch (KeyFile.Unusable | IllegalArgumentException e) {
            err.println("progeny serve: " + e.getMessage());
            return WRONG_ARGUMENTS;
        } catch (UncheckedIOException e) {
            err.println("progeny serve: " + e.getMessage());
            return FAILED;
        }
    }

    private int serve(Address where) throws KeyFile.Unusable, InterruptedException {
        var told = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var secret = KeyFile.read(key);
        var tls = keyStore == null ? null : TlsFile.read(keyStore, keyStorePassword);
        try (var manager = Manager.serve(o -> options(o, tls), where, secret)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(told, closed), "serve-end"));
            maps.forEach(name -> manager.bind(name, manager.map()));
            out.println("serving at " + text(manager.address()));
            out.flush();
            told.await();
        } finally {
            closed.countDown();
        }
        return DONE;
    }

    private ManagerOptions options(ManagerOptions defaults, @Nullable SSLContext tls) {
        var options =
                defaults.withFilter(ClassFilter.only(allowed.toArray(String[]::new)))
                        .withLease(Duration.ofSeconds(lease))
                        .withClients(clients)
                        .withMessageLimit(messageLimit);
        return tls == null ? options : options.withConnection(o -> o.withTls(tls));
    }

    /// The JVM ends, by SIGTERM or Ctrl-C: has the server closed first.
    private static void end(CountDownLatch told, CountDownLatch closed) {
        told.countDown();
        try {
            if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("progeny serve: something did not close in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (text.contains("/") || colon < 0) {
            return new Address.Local(Path.of(text));
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            return new Address.Tcp(text.substring(0, colon), port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "no such address: " + text + "; write HOST:PORT, or a path with a / in it", e);
        }
    }

    private static String text(Address address) {
        return switch (address) {
            case Address.Tcp(var host, int port) -> host + ":" + port;
            case Address.Local(var path) -> path.toString();
        };
    }
}
