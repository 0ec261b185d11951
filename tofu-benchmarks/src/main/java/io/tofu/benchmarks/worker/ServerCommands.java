package io.tofu.benchmarks.worker;

import java.io.IOException;
import java.time.Duration;

import io.tofu.benchmarks.load.Contender;

/** What a server can be told. */
final class ServerCommands extends Commands {

	private final Contender.Server server;

	ServerCommands(Contender.Server server) {
		this.server = server;
	}

	@Override
	String execute(String[] command) throws IOException, InterruptedException {
		if (command[0].equals("away")) {
			this.server.turnAway(Duration.ofNanos(nanos(command[1])));
			return "";
		}
		return super.execute(command);
	}

}
