package io.tofu.benchmarks.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.tofu.benchmarks.contender.Contenders;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;

/**
 * The main class of a measured process: {@code server NAME ENDPOINT} or
 * {@code client NAME}. It takes one command a line, answers each with a line
 * {@code ok key=value...}, {@code skip reason} or {@code err reason}, and ends with its
 * standard input.
 *
 * <pre>
 * both     alloc                  bytes allocated so far by all threads
 *          gc                     collects; the live heap
 * server   away S                 the application's thread does not receive for S seconds
 * client   open ENDPOINT C B      C connections for bodies of B bytes, one echo on each
 *          ping S                 for S seconds one echo after another
 *          stream W S             for S seconds W requests in flight on each connection
 *          oneway N S             for S seconds rounds of N one-way messages and an echo
 *          upload N S             for S seconds streams of N bodies to the server
 *          elements N S           for S seconds streams of N elements from the server
 *          connect S              for S seconds connect, echo, close
 *          idle S                 nothing
 *          close                  closes the connections
 * </pre>
 */
public final class Worker {

	private Worker() {
	}

	/**
	 * Runs until the standard input ends.
	 * @param arguments role, contender and, for a server, where to listen
	 * @throws IOException if the standard input cannot be read
	 * @throws InterruptedException never
	 */
	public static void main(String[] arguments) throws IOException, InterruptedException {
		// gRPC tells of each Unix domain socket that it has no SO_KEEPALIVE
		Logger.getLogger("").setLevel(Level.SEVERE);
		PrintStream out = System.out;
		Contender contender = Contenders.named(arguments[1]).create();
		Commands commands;
		if (arguments[0].equals("server")) {
			Contender.Server server = contender.serve(Endpoint.parse(arguments[2]));
			commands = new ServerCommands(server);
			out.println("ok endpoint=" + server.endpoint());
		}
		else {
			commands = new ClientCommands(contender);
			out.println("ok");
		}
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			out.println(answer(commands, line.split(" ", -1)));
		}
		// whatever the contender still runs
		System.exit(0);
	}

	private static String answer(Commands commands, String[] command) {
		try {
			return "ok " + commands.execute(command);
		}
		catch (UnsupportedOperationException ex) {
			return "skip " + ex.getMessage();
		}
		catch (Exception | OutOfMemoryError ex) {
			ex.printStackTrace();
			return "err " + ex.toString().replace('\n', ' ');
		}
	}

}
