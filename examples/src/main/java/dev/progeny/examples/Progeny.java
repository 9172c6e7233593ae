package dev.progeny.examples;

import dev.progeny.examples.demo.DemoCommand;
import dev.progeny.examples.serve.ServeCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Entry point of the script `progeny` at the repository's root.
@Command(
        name = "progeny",
        mixinStandardHelpOptions = true,
        version = "progeny 0.1.0-SNAPSHOT",
        description = "Shows process-based parallelism for the JVM at work.",
        subcommands = {DemoCommand.class, ServeCommand.class})
public final class Progeny implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Progeny()).execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "No command given; try: progeny demo, progeny serve");
    }
}
