package io.tofu.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

/**
 * The test that started this program, as the program sees it.
 */
final class Parent {

	private final PrintStream out;

	private Parent(PrintStream out) {
		this.out = out;
	}

	/**
	 * To be called first of all: what is printed from now on goes to the error stream.
	 */
	static Parent meet() {
		Parent parent = new Parent(System.out);
		System.setOut(System.err);
		return parent;
	}

	/**
	 * Answers what the parent asks until it asks no more, then ends the program.
	 * @param answers by the question's first word; each is given the rest of the question
	 */
	void answer(Map<String, Function<String, Object>> answers) throws IOException {
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try {
			for (String question = in.readLine(); question != null; question = in.readLine()) {
				String[] words = question.split(" ", 2);
				this.out.println(answers.get(words[0]).apply((words.length > 1) ? words[1] : ""));
				this.out.flush();
			}
		}
		catch (Throwable ex) {
			ex.printStackTrace();
		}
		Runtime.getRuntime().halt(0);
	}

}
