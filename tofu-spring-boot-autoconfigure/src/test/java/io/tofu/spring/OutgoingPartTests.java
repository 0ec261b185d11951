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
 * Tests of {@link OutgoingPart}: its bytes are in the message or in the part, and an
 * array is in one of the two.
 */
class OutgoingPartTests {

	private final Ampe ampe = TofuEngine.start(AmpeOptions.defaults());

	private final Message message = this.ampe.get();

	private final byte[] array = "0123456789".getBytes(UTF_8);

	@AfterEach
	void close() {
		this.message.close();
		this.ampe.close();
	}

	@Test
	void bytesArePutIntoABodyWithoutACopy() {
		OutgoingPart part = OutgoingPart.bytes(this.array, 9, null);
		part.put(0, 9, this.message.body());
		assertThat(this.message.body().toByteArray()).asString(UTF_8).isEqualTo("012345678");
		assertThat(part.bytes()).isNotSameAs(this.array);
		assertThat(this.message.body().exchange(new byte[0], 0)).isSameAs(this.array);
	}

	@Test
	void bytesAreTakenBackIfTheBodyIsNotSent() {
		OutgoingPart part = OutgoingPart.bytes(this.array, 9, null);
		part.put(0, 9, this.message.body());
		part.takeBack(this.message.body());
		assertThat(part.bytes()).isSameAs(this.array);
		assertThat(this.message.body().isEmpty()).isTrue();
		part.put(0, 9, this.message.body());
		assertThat(this.message.body().toByteArray()).asString(UTF_8).isEqualTo("012345678");
	}

	@Test
	void aFewBytesInALongArrayAreCopied() {
		OutgoingPart part = OutgoingPart.bytes(this.array, 4, null);
		part.put(0, 4, this.message.body());
		assertThat(this.message.body().toByteArray()).asString(UTF_8).isEqualTo("0123");
		part.takeBack(this.message.body());
		assertThat(part.bytes()).isSameAs(this.array);
	}

	@Test
	void aPieceOfAPartIsCopied() {
		OutgoingPart part = OutgoingPart.bytes(this.array, 10, null);
		part.put(4, 6, this.message.body());
		assertThat(this.message.body().toByteArray()).asString(UTF_8).isEqualTo("456789");
		assertThat(part.bytes()).isSameAs(this.array);
	}

	@Test
	void theApplicationsArraysAreCopied() {
		EncodedPayload payload = new EncodedPayload(this.array, null);
		for (OutgoingPart part : new OutgoingPart[] { OutgoingPart.element(payload), OutgoingPart.whole(payload) }) {
			part.put(0, 10, this.message.body());
			part.takeBack(this.message.body());
			assertThat(part.bytes()).isSameAs(this.array);
			assertThat(this.message.body().toByteArray()).isEqualTo(this.array);
		}
	}

}
