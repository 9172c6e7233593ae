package dev.progeny.process;

import dev.progeny.codec.Throwables;
import dev.progeny.family.Family;
import dev.progeny.family.FamilyAddress;
import dev.progeny.os.LibraryAddress;
import dev.progeny.os.Os;
import dev.progeny.os.ParentLink;
import dev.progeny.os.TemplateSeat;

/// Where a template begins, and where each of its forks becomes a child. Not for users.
///
///     template   BOOTING --preload, rehearsal, a fork that was looked at--> SERVING
///                SERVING --the parent has gone--> end
///     fork       SERVING --its descriptors--> a child
public final class TemplateMain {
    private static final byte[] NOTHING = new byte[0];

    private TemplateMain() {}

    /// Warms this JVM, and lets itself be forked until its parent ends. A fork goes on as
    /// [ChildMain] does.
    ///
    /// @param arguments where the channel to the parent is
    /// @throws Throwable what kept it from becoming a template; in a fork, what its task threw
    public static void main(String[] arguments) throws Throwable {
        var link = ChildMain.open(arguments);
        var launch = ChildMain.hear(link);
        Os.current().endWithParent();
        if (!link.isParentAlive()) {
            return;
        }
        ThisProcess.become(launch, link.parentPid());
        FamilyAddress.inherit(launch.family());
        LibraryAddress.inherit(launch.calls());
        if (launch.isServed()) {
            FamilyLoader.install(link);
        }
        var seat = prepare(launch, link);
        var own = seat.serve(Rehearsal::once);
        link.close(); // the template's
        ChildMain.begin(own);
    }

    private static TemplateSeat prepare(BootProtocol.Launch launch, ParentLink link)
            throws Throwable {
        try {
            Rehearsal.run();
            if (launch.preload() != null) {
                ChildMain.call(ChildMain.decode(launch.preload()));
            }
            if (Family.isMapped()) {
                throw new IllegalStateException(
                        "the preload shares memory, of which a fork would be the same user as its"
                                + " template; let the task share it");
            }
            var seat = TemplateSeat.take();
            System.gc(); // what it has dropped need not be copied, nor collected by each child
            link.send(BootProtocol.encode(BootProtocol.STARTED, NOTHING));
            return seat;
        } catch (Throwable thrown) {
            link.send(BootProtocol.encode(BootProtocol.THREW, Throwables.encode(thrown)));
            throw thrown;
        }
    }
}
