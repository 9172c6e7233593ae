package dev.progeny.channel;

import java.io.Serializable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Objects;

/// Where a [Listener] can be found.
public sealed interface Address extends Serializable {

    /// A Unix-domain socket: processes of the same user on the same machine. The quicker one.
    ///
    /// @param socket its path, of the default file system; systems allow about 100 bytes
    record Local(Path socket) implements Address {
        private static final long serialVersionUID = 1L;

        /// Checks the path.
        ///
        /// @throws IllegalArgumentException if the path is of a file system that has no sockets
        public Local {
            if (socket.getFileSystem() != FileSystems.getDefault()) {
                throw new IllegalArgumentException(
                        "no sockets in this file system: socket="
                                + socket
                                + "; use a path of the default one");
            }
        }

        /// The address with its path as text, since a [Path] does not travel.
        private Object writeReplace() {
            return new LocalText(socket.toString());
        }
    }

    /// TCP, for anybody who can reach the port.
    ///
    /// @param host name or number; `localhost` for this machine only
    /// @param port 1 to 65535; for a listener also 0, which takes a free one
    record Tcp(String host, int port) implements Address {
        private static final long serialVersionUID = 1L;
        private static final int HIGHEST_PORT = 65_535;

        /// Checks the port.
        ///
        /// @throws IllegalArgumentException if there is no such port, or no host
        public Tcp {
            Objects.requireNonNull(host, "host");
            if (host.isBlank() || port < 0 || port > HIGHEST_PORT) {
                throw new IllegalArgumentException(
                        "no such address: host="
                                + host
                                + ", port="
                                + port
                                + "; use a host and a port from 0 to 65535");
            }
        }

        /// A free port of this machine, out of reach for others: to bind a listener to.
        ///
        /// @return port 0 of the loopback interface
        public static Tcp loopback() {
            return new Tcp("127.0.0.1", 0);
        }
    }
}
