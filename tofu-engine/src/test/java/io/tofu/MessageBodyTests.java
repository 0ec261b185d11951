package io.tofu;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link MessageBody}.
 */
class MessageBodyTests {

	private final Message message = new Shelf().get();

	private final MessageBody body = this.message.body();

	@AfterEach
	void close() {
		this.message.close();
	}

	@Test
	void isEmptyAtFirst() {
		assertThat(this.body.isEmpty()).isTrue();
		assertThat(this.body.length()).isZero();
		assertThat(this.body.toByteArray()).isEmpty();
		assertThat(this.body.asByteBuffer().remaining()).isZero();
	}

	@Test
	void appendsInOrderFromEverySource() {
		ByteBuffer buffer = ByteBuffer.wrap(ascii("xxEFx"), 2, 2);
		this.body.append(ascii("AB")).append(ascii("xCDx"), 1, 2).append(buffer).append(new byte[0]);
		assertThat(this.body.toByteArray()).asString(US_ASCII).isEqualTo("ABCDEF");
		assertThat(this.body.length()).isEqualTo(6);
		assertThat(this.body.isEmpty()).isFalse();
		assertThat(buffer.remaining()).isZero();
	}

	@Test
	void appendsFromDirectAndReadOnlyBuffers() {
		ByteBuffer direct = ByteBuffer.allocateDirect(3).put(ascii("abc")).flip();
		this.body.append(direct).append(ByteBuffer.wrap(ascii("def")).asReadOnlyBuffer());
		assertThat(this.body.toByteArray()).asString(US_ASCII).isEqualTo("abcdef");
	}

	@Test
	void exchangesItsArrayForAnotherOne() {
		byte[] other = ascii("another one");
		this.body.append(ascii("one"));
		assertThat(this.body.exchange(other, 7)).startsWith(ascii("one"));
		assertThat(this.body.toByteArray()).asString(US_ASCII).isEqualTo("another");
		assertThat(this.body.append(ascii("!")).toByteArray()).asString(US_ASCII).isEqualTo("another!");
		assertThat(this.body.exchange(new byte[0], 0)).isSameAs(other);
		assertThat(this.body.isEmpty()).isTrue();
		assertThat(this.body.append(ascii("new")).toByteArray()).asString(US_ASCII).isEqualTo("new");
		assertThat(other).asString(US_ASCII).isEqualTo("another!one");
	}

	@Test
	void exchangesNothingForAnArrayThatIsTooShort() {
		this.body.append(ascii("one"));
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> this.body.exchange(new byte[2], 3));
		assertThat(this.body.toByteArray()).asString(US_ASCII).isEqualTo("one");
	}

	@Test
	void setReplacesWhatWasThere() {
		this.body.append(ascii("a long first text"));
		assertThat(this.body.set(ascii("one")).toByteArray()).asString(US_ASCII).isEqualTo("one");
		assertThat(this.body.set(ascii("xtwox"), 1, 3).toByteArray()).asString(US_ASCII).isEqualTo("two");
		assertThat(this.body.set(ByteBuffer.wrap(ascii("three"))).toByteArray()).asString(US_ASCII).isEqualTo("three");
		assertThat(this.body.clear().toByteArray()).isEmpty();
	}

	@Test
	void copiesWhatItIsGivenAndWhatItGives() {
		byte[] source = ascii("abc");
		this.body.set(source);
		source[0] = 'x';
		byte[] copy = this.body.toByteArray();
		copy[1] = 'x';
		assertThat(this.body.toByteArray()).asString(US_ASCII).isEqualTo("abc");
	}

	@Test
	void canBeSetToAPartOfItself() {
		this.body.set(ascii("abcdef"));
		ByteBuffer own = this.body.asByteBuffer();
		own.position(2);
		assertThat(this.body.set(own).toByteArray()).asString(US_ASCII).isEqualTo("cdef");
	}

	@Test
	void canAppendItself() {
		this.body.set(ascii("abc")).append(this.body.asByteBuffer());
		assertThat(this.body.toByteArray()).asString(US_ASCII).isEqualTo("abcabc");
	}

	@Test
	void wrongRangesChangeNothing() {
		this.body.set(ascii("kept"));
		byte[] source = new byte[4];
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> this.body.append(source, 3, 2));
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> this.body.append(source, -1, 2));
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> this.body.set(source, 0, 5));
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> this.body.set(source, 0, -1));
		assertThat(this.body.toByteArray()).asString(US_ASCII).isEqualTo("kept");
	}

	@Test
	void bufferIsAReadOnlyViewOfExactlyTheBody() {
		this.body.set(ascii("hello"));
		ByteBuffer view = this.body.asByteBuffer();
		assertThat(view.isReadOnly()).isTrue();
		assertThat(view.position()).isZero();
		assertThat(view.capacity()).isEqualTo(5);
		assertThatExceptionOfType(ReadOnlyBufferException.class).isThrownBy(() -> view.put(0, (byte) 'x'));
	}

	@Test
	void growsBeyondWhatCanBePosted() {
		byte[] part = new byte[40_000];
		new Random(1).nextBytes(part);
		this.body.append(part).append(part).append(part);
		assertThat(this.body.length()).isEqualTo(120_000).isGreaterThan(Message.MAX_BODY_LENGTH);
		assertThat(ByteBuffer.wrap(this.body.toByteArray(), 80_000, 40_000)).isEqualTo(ByteBuffer.wrap(part));
	}

	@Test
	void streamReadsSingleBytesUnsigned() throws IOException {
		this.body.set(new byte[] { 0, (byte) 0xFF, 0x7F });
		try (InputStream in = this.body.asInputStream()) {
			assertThat(in.available()).isEqualTo(3);
			assertThat(new int[] { in.read(), in.read(), in.read(), in.read(), in.read() }).containsExactly(0, 255, 127,
					-1, -1);
			assertThat(in.available()).isZero();
		}
	}

	@Test
	void streamReadsPartsAndSkips() throws IOException {
		this.body.set(ascii("0123456789"));
		try (InputStream in = this.body.asInputStream()) {
			byte[] target = new byte[6];
			assertThat(in.read(target, 1, 0)).isZero();
			assertThat(in.read(target, 1, 3)).isEqualTo(3);
			assertThat(target).containsExactly(0, '0', '1', '2', 0, 0);
			assertThat(in.skip(-5)).isZero();
			assertThat(in.skip(4)).isEqualTo(4);
			assertThat(in.read(target)).isEqualTo(3);
			assertThat(in.skip(1)).isZero();
			assertThat(in.read(target)).isEqualTo(-1);
			assertThat(in.read(target, 0, 0)).isZero();
			assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> in.read(target, 4, 3));
		}
	}

	@Test
	void everyStreamStartsAtTheBeginning() throws IOException {
		this.body.set(ascii("abc"));
		try (InputStream first = this.body.asInputStream(); InputStream second = this.body.asInputStream()) {
			assertThat(first.readAllBytes()).asString(US_ASCII).isEqualTo("abc");
			assertThat(second.readAllBytes()).asString(US_ASCII).isEqualTo("abc");
		}
	}

	@Test
	void streamSeesWhatIsAppendedLaterAndEndsWhenTheBodyShrinks() throws IOException {
		this.body.set(ascii("abc"));
		try (InputStream in = this.body.asInputStream()) {
			assertThat(in.readNBytes(3)).asString(US_ASCII).isEqualTo("abc");
			this.body.append(ascii("d"));
			assertThat(in.read()).isEqualTo('d');
			this.body.clear();
			assertThat(in.available()).isZero();
			assertThat(in.read()).isEqualTo(-1);
		}
	}

	@Test
	void streamWritesAtTheEnd() throws IOException {
		this.body.set(ascii("a"));
		try (OutputStream out = this.body.asOutputStream()) {
			out.write('b' | 0x100);
			out.write(ascii("cd"));
			out.write(ascii("xefx"), 1, 2);
			assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> out.write(new byte[1], 1, 1));
		}
		assertThat(this.body.toByteArray()).asString(US_ASCII).isEqualTo("abcdef");
	}

	@Test
	void isTheSameViewEveryTime() {
		assertThat(this.message.body()).isSameAs(this.body);
	}

	private static byte[] ascii(String text) {
		return text.getBytes(US_ASCII);
	}

}
