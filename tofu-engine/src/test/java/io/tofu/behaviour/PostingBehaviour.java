package io.tofu.behaviour;

import java.util.function.Supplier;
import java.util.stream.Stream;

import io.tofu.Ampe;
import io.tofu.AmpeException;
import io.tofu.AmpeStatus;
import io.tofu.BinaryHeader;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.Origin;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What can be posted, and what becomes of the message.
 */
abstract class PostingBehaviour extends EngineBehaviour {

	private static final int NOBODYS_CHANNEL = 54321;

	private static final byte[] TOO_LONG = new byte[65536];

	PostingBehaviour(Supplier<Wire> wire) {
		super(wire);
	}

	/**
	 * What breaks a rule and every later one that it can break; the earliest one counts.
	 * Each draft is for a node without channels.
	 */
	static Stream<Arguments> rules() {
		return Stream.of(
				rule("1: WelcomeResponse", AmpeStatus.INVALID_OP_CODE,
						(node, wire) -> tooLong(node.draft(OpCode.WELCOME_RESPONSE).more())),
				rule("1: WelcomeResponse on a channel", AmpeStatus.INVALID_OP_CODE,
						(node, wire) -> node.draft(OpCode.WELCOME_RESPONSE).on(NOBODYS_CHANNEL).id(1)),
				rule("2: Response without an id", AmpeStatus.INVALID_MESSAGE_ID,
						(node, wire) -> tooLong(node.draft(OpCode.RESPONSE))),
				rule("2: HelloResponse without an id", AmpeStatus.INVALID_MESSAGE_ID,
						(node, wire) -> tooLong(node.draft(OpCode.HELLO_RESPONSE).more())),
				rule("2: ByeResponse without an id", AmpeStatus.INVALID_MESSAGE_ID,
						(node, wire) -> tooLong(node.draft(OpCode.BYE_RESPONSE).more())),
				rule("3: HelloRequest with more", AmpeStatus.INVALID_MORE_USAGE,
						(node, wire) -> tooLong(node.draft(OpCode.HELLO_REQUEST).on(NOBODYS_CHANNEL).more())),
				rule("3: HelloResponse with more", AmpeStatus.INVALID_MORE_USAGE,
						(node, wire) -> tooLong(node.draft(OpCode.HELLO_RESPONSE).id(1).more())),
				rule("3: WelcomeRequest with more", AmpeStatus.INVALID_MORE_USAGE,
						(node, wire) -> node.draft(OpCode.WELCOME_REQUEST).more()),
				rule("3: ByeRequest with more", AmpeStatus.INVALID_MORE_USAGE,
						(node, wire) -> tooLong(node.draft(OpCode.BYE_REQUEST).more())),
				rule("3: ByeResponse with more", AmpeStatus.INVALID_MORE_USAGE,
						(node, wire) -> tooLong(node.draft(OpCode.BYE_RESPONSE).id(1).more())),
				rule("3: ByeSignal with more", AmpeStatus.INVALID_MORE_USAGE,
						(node, wire) -> tooLong(node.draft(OpCode.BYE_SIGNAL).more())),
				rule("5: HelloRequest on a channel", AmpeStatus.INVALID_CHANNEL_NUMBER,
						(node, wire) -> tooLong(node.hello(wire.deadEnd()).on(NOBODYS_CHANNEL))),
				rule("5: WelcomeRequest on a channel", AmpeStatus.INVALID_CHANNEL_NUMBER,
						(node, wire) -> node.draft(OpCode.WELCOME_REQUEST).on(NOBODYS_CHANNEL)),
				rule("6: too long headers", AmpeStatus.INVALID_HEADERS_LEN,
						(node, wire) -> tooLong(node.draft(OpCode.REQUEST).on(NOBODYS_CHANNEL))),
				rule("6: too long headers of a HelloRequest", AmpeStatus.INVALID_HEADERS_LEN,
						(node, wire) -> tooLong(node.hello(wire.deadEnd()))),
				rule("7: HelloRequest without headers", AmpeStatus.WRONG_ADDRESS,
						(node, wire) -> node.draft(OpCode.HELLO_REQUEST).body(TOO_LONG)),
				rule("7: WelcomeRequest without headers", AmpeStatus.WRONG_ADDRESS,
						(node, wire) -> node.draft(OpCode.WELCOME_REQUEST).body(TOO_LONG)),
				rule("8: too long body", AmpeStatus.INVALID_BODY_LEN,
						(node, wire) -> node.draft(OpCode.SIGNAL).on(NOBODYS_CHANNEL).body(TOO_LONG)),
				rule("8: too long body of a HelloRequest", AmpeStatus.INVALID_BODY_LEN,
						(node, wire) -> node.hello(wire.deadEnd()).body(TOO_LONG)),
				rule("9: unknown channel", AmpeStatus.INVALID_CHANNEL_NUMBER,
						(node, wire) -> node.draft(OpCode.REQUEST).on(NOBODYS_CHANNEL)),
				rule("9: the engine's own channel number", AmpeStatus.INVALID_CHANNEL_NUMBER,
						(node, wire) -> node.draft(OpCode.REQUEST).on(65535)));
	}

	@ParameterizedTest(name = "row {0} → {1}")
	@Scenario(3)
	@MethodSource("rules")
	void refusesByTheFirstRuleBroken(String row, AmpeStatus status, Rule rule) throws Exception {
		assertThat(rule.draft(node(), this.wire).refused()).isEqualTo(status);
	}

	@ParameterizedTest(name = "row 4: {0} on channel 0 → invalid_channel_number")
	@Scenario(3)
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "HELLO_REQUEST", "WELCOME_REQUEST", "WELCOME_RESPONSE" })
	void refusesChannelZero(OpCode opCode) {
		assertThat(tooLong(node().draft(opCode).id(1)).refused()).isEqualTo(AmpeStatus.INVALID_CHANNEL_NUMBER);
	}

	@Test
	@Scenario(3)
	@DisplayName("row 0: null → null_message")
	void refusesNull() {
		Node node = node();
		assertThatExceptionOfType(AmpeException.class).isThrownBy(() -> node.group().post(null))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(AmpeStatus.NULL_MESSAGE));
	}

	@Test
	void refusesAnUnknownTimeAtOnceAndNotOnlyWhenItHasToWait() {
		Dialogue dialogue = dialogue();
		try (Message message = dialogue.client().request("x").message()) {
			assertThatNullPointerException().isThrownBy(() -> dialogue.client().node().group().post(message, null))
				.withMessageContaining("timeout");
			assertThat(message.body().length()).isOne();
		}
		assertThatNullPointerException().isThrownBy(() -> ampe().get(null));
	}

	@Test
	@Scenario(3)
	@DisplayName("row 0: a message that is no longer yours → IllegalStateException, even when all is closed")
	void refusesWhatIsNotYours() {
		Dialogue dialogue = dialogue();
		Node node = dialogue.client().node();
		Message message = dialogue.client().request("x").message();
		node.group().post(message);
		assertThatIllegalStateException().isThrownBy(() -> node.group().post(message));
		assertThatIllegalStateException().isThrownBy(() -> node.group().updateReceiver(message));
		assertThatIllegalStateException().isThrownBy(() -> ampe().put(message));
		assertThatIllegalStateException().isThrownBy(message::header);
		dialogue.server().expect(OpCode.REQUEST);
		node.close();
		assertThatIllegalStateException().isThrownBy(() -> node.group().post(message));
	}

	@Test
	@Scenario(3)
	@DisplayName("row 0a: closed group or engine → shutdown_started, before all other rules")
	void refusesWhenClosed() {
		Node node = node();
		Draft first = node.draft(OpCode.WELCOME_RESPONSE);
		Draft second = node.draft(OpCode.WELCOME_RESPONSE);
		node.close();
		assertThat(first.refused()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED);
		ampe().close();
		assertThat(second.refused()).isEqualTo(AmpeStatus.SHUTDOWN_STARTED);
	}

	@Test
	@Scenario(3)
	@DisplayName("row 0b: a message of another engine → invalid_message")
	void refusesMessagesOfAnotherEngine() {
		Ampe other = start((options) -> options);
		Node node = node();
		assertThat(new Draft(other, node.group(), OpCode.WELCOME_RESPONSE).refused())
			.isEqualTo(AmpeStatus.INVALID_MESSAGE);
	}

	@Test
	@Scenario(3)
	@DisplayName("row 9: closed channel → invalid_channel_number")
	void refusesClosedChannels() {
		Dialogue dialogue = dialogue();
		dialogue.client().abort();
		assertThat(dialogue.client().request("late").refused()).isEqualTo(AmpeStatus.INVALID_CHANNEL_NUMBER);
		dialogue.server().expectEnd();
		assertThat(dialogue.server().send(OpCode.BYE_SIGNAL).refused()).isEqualTo(AmpeStatus.INVALID_CHANNEL_NUMBER);
	}

	@Test
	@Scenario(3)
	@DisplayName("row 10: channel of another group → invalid_channel_group")
	void refusesChannelsOfAnotherGroup() {
		Dialogue dialogue = dialogue();
		Draft draft = dialogue.server().node().draft(OpCode.REQUEST).on(dialogue.client().channel());
		assertThat(draft.refused()).isEqualTo(AmpeStatus.INVALID_CHANNEL_GROUP);
		Draft bye = dialogue.server().node().draft(OpCode.BYE_SIGNAL).on(dialogue.client().channel());
		assertThat(bye.refused()).isEqualTo(AmpeStatus.INVALID_CHANNEL_GROUP);
	}

	@ParameterizedTest(name = "row 11: {0} on a listener → not_allowed")
	@Scenario(3)
	@EnumSource(mode = EnumSource.Mode.EXCLUDE,
			names = { "HELLO_REQUEST", "WELCOME_REQUEST", "WELCOME_RESPONSE", "BYE_SIGNAL" })
	void refusesTalkingToAListener(OpCode opCode) {
		Node node = node();
		Listener listener = node.listen(this.wire.freshServer());
		assertThat(node.draft(opCode).on(listener.channel()).id(1).refused()).isEqualTo(AmpeStatus.NOT_ALLOWED);
		listener.abort();
	}

	@Test
	void refusedMessageCanBeMendedAndPosted() {
		Dialogue dialogue = dialogue();
		try (Message message = ampe().get().messageId(5)) {
			message.body().append("body".getBytes());
			assertThatExceptionOfType(AmpeException.class)
				.isThrownBy(() -> dialogue.client().node().group().post(message));
			dialogue.client().node().group().post(message.channelNumber(dialogue.client().channel()));
		}
		dialogue.server().expect(OpCode.REQUEST).withId(5).withBody("body");
	}

	@Test
	void returnsWhatItWasAcceptedWith() {
		Dialogue dialogue = dialogue();
		BinaryHeader posted = dialogue.client().request("four").header("a", "b").more().id(-1).post();
		assertThat(posted).isEqualTo(new BinaryHeader(dialogue.client().channel(), OpCode.REQUEST, Origin.APPLICATION,
				true, AmpeStatus.SUCCESS, -1, 5, 4));
		dialogue.server().expect(OpCode.REQUEST).withId(-1).withMore(true);
	}

	@Test
	void givesAnIdToMessagesWithoutOne() {
		Dialogue dialogue = dialogue();
		long before = ampe().nextMessageId();
		BinaryHeader first = dialogue.client().request("1").post();
		BinaryHeader second = dialogue.client().send(OpCode.SIGNAL).post();
		assertThat(Stream.of(0L, before, first.messageId(), second.messageId(), ampe().nextMessageId()))
			.doesNotHaveDuplicates();
		dialogue.server().expect(OpCode.REQUEST).withId(first.messageId());
		dialogue.server().expect(OpCode.SIGNAL).withId(second.messageId());
	}

	@Test
	void givesEveryHelloAndWelcomeAChannelOfItsOwn() {
		Node node = node();
		Listener listener = node.listen(this.wire.freshServer());
		End first = node.connect(listener.address());
		End second = node.connect(listener.address());
		assertThat(Stream.of(0, 65535, listener.channel(), first.channel(), second.channel())).doesNotHaveDuplicates();
		assertThat(first.helloId()).isNotZero().isNotEqualTo(second.helloId());
	}

	@Test
	void postsWhatItReceivedAndWhatTheEngineMade() {
		Dialogue dialogue = dialogue();
		End client = dialogue.client();
		client.node().group().updateReceiver(null);
		try (Message update = client.node().group().waitReceive()) {
			assertThat(update.isFromEngine()).isTrue();
			update.opCode(OpCode.REQUEST).channelNumber(client.channel()).attachment("stays here");
			BinaryHeader posted = client.node().group().post(update);
			assertThat(posted.origin()).isEqualTo(Origin.APPLICATION);
			assertThat(posted.status()).isEqualTo(AmpeStatus.SUCCESS);
		}
		assertThat(dialogue.server().expect(OpCode.REQUEST).attachment()).isNull();
	}

	private static Draft tooLong(Draft draft) {
		return draft.header("long", "v".repeat(65536)).body(TOO_LONG);
	}

	private interface Rule {

		Draft draft(Node node, Wire wire) throws Exception;

	}

	private static Arguments rule(String row, AmpeStatus status, Rule rule) {
		return arguments(row, status, rule);
	}

}
