package io.tofu;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link OpCode}: the table of operations.
 */
class OpCodeTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			0, REQUEST,          REGULAR, REQUEST,  RESPONSE
			1, RESPONSE,         REGULAR, RESPONSE,
			2, SIGNAL,           REGULAR, SIGNAL,   SIGNAL
			3, HELLO_REQUEST,    HELLO,   REQUEST,  HELLO_RESPONSE
			4, HELLO_RESPONSE,   HELLO,   RESPONSE,
			5, BYE_REQUEST,      BYE,     REQUEST,  BYE_RESPONSE
			6, BYE_RESPONSE,     BYE,     RESPONSE,
			7, BYE_SIGNAL,       BYE,     SIGNAL,
			8, WELCOME_REQUEST,  WELCOME, REQUEST,  WELCOME_RESPONSE
			9, WELCOME_RESPONSE, WELCOME, RESPONSE,
			""")
	void followsTheTable(int code, OpCode opCode, MessageType type, MessageRole role, OpCode reply) {
		assertThat(OpCode.of(code)).isEqualTo(opCode);
		assertThat(opCode.code()).isEqualTo(code);
		assertThat(opCode.type()).isEqualTo(type);
		assertThat(opCode.role()).isEqualTo(role);
		assertThat(opCode.reply()).isEqualTo(reply);
	}

	@Test
	void hasNoOperationBesidesTheTable() {
		assertThat(OpCode.values()).hasSize(10);
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 11, 12, 13, 14, 15, 16, 255, -1, Integer.MIN_VALUE })
	void hasNoOperationForOtherCodes(int code) {
		assertThat(OpCode.of(code)).isNull();
	}

}
