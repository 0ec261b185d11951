package io.tofu.spring;

import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.Message;
import io.tofu.engine.TofuEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link SpareBodies}.
 */
class SpareBodiesTests {

	private final Ampe ampe = TofuEngine.start(AmpeOptions.defaults());

	private final Message message = this.ampe.get();

	private final SpareBodies spares = new SpareBodies();

	@AfterEach
	void close() {
		this.message.close();
		this.ampe.close();
	}

	@Test
	void shortBodiesAreCopied() {
		byte[] body = takeOut("abc");
		this.spares.giveBack(body);
		assertThat(takeOut("def")).asString(UTF_8).isEqualTo("def");
		assertThat(body).asString(UTF_8).isEqualTo("abc");
	}

	@Test
	void largeBodiesAreTakenOutAndTheirArraysPutBack() {
		String text = "x".repeat(SpareBodies.LARGE);
		byte[] first = takeOut(text);
		assertThat(first).startsWith(text.getBytes(UTF_8));
		assertThat(this.message.body().isEmpty()).isTrue();
		this.spares.giveBack(first);
		byte[] second = takeOut(text.replace('x', 'y'));
		assertThat(second).startsWith(text.replace('x', 'y').getBytes(UTF_8)).isNotSameAs(first);
		assertThat(takeOut(text)).as("was put back for the second one").isSameAs(first);
	}

	@Test
	void aFewAreKept() {
		byte[] large = new byte[SpareBodies.LARGE];
		for (int i = 0; i < SpareBodies.MOST; i++) {
			this.spares.giveBack(new byte[SpareBodies.LARGE]);
		}
		this.spares.giveBack(large);
		for (int i = 0; i <= SpareBodies.MOST; i++) {
			takeOut("x".repeat(SpareBodies.LARGE));
			assertThat(this.message.body().exchange(new byte[0], 0)).isNotSameAs(large);
		}
	}

	private byte[] takeOut(String text) {
		this.message.body().set(text.getBytes(UTF_8));
		return this.spares.takeOut(this.message.body());
	}

}
