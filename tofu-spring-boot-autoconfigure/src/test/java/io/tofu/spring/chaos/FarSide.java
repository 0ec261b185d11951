package io.tofu.spring.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The program of the process at the other end: an application that listens. It is told
 * what to do by lines, answers each with a line, and ends when its parent is gone.
 */
final class FarSide {

	private FarSide() {
	}

	public static void main(String[] arguments) throws Exception {
		PrintStream out = System.out;
		System.setOut(System.err);
		Party party = Party.listening(arguments[0], Path.of(arguments[1]), arguments[2]);
		out.println(party.address());
		party.callers().start(Long.parseLong(arguments[3]));
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			if (line.equals("end")) {
				party.close();
				party.callers().stop();
				party.closeJournals();
				// Whatever thread is left keeps this process alive, and the test waits
				return;
			}
			out.println(answer(party, line));
		}
		Runtime.getRuntime().halt(1);
	}

	private static String answer(Party party, String line) throws IOException, InterruptedException {
		switch (line) {
			case "refuse" -> party.work().refuse(true);
			case "welcome" -> party.work().refuse(false);
			case "goodbye" -> party.sayGoodbye();
			case "reject" -> party.rejectAll();
			case "quiet" -> party.callers().stop();
			case "left" -> {
				return String.join(", ", party.leftovers());
			}
			default -> throw new IOException("Not a command: " + line);
		}
		return "";
	}

}
