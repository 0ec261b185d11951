package io.tofu;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link AmpeStatus} and {@link AmpeException}.
 */
class AmpeStatusTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			0, success
			1, not_implemented_yet
			2, wrong_address
			3, not_allowed
			4, null_message
			5, invalid_message
			6, invalid_op_code
			7, invalid_headers_len
			8, invalid_body_len
			9, invalid_more_usage
			10, invalid_channel_number
			11, invalid_channel_group
			12, invalid_message_id
			13, invalid_address
			14, uds_path_not_found
			15, notification_disabled
			16, notification_failed
			17, peer_disconnected
			18, communication_failed
			19, pool_empty
			20, allocation_failed
			21, receiver_update
			22, channel_closed
			23, shutdown_started
			24, connect_failed
			25, listen_failed
			26, accept_failed
			27, send_failed
			28, recv_failed
			29, setsockopt_failed
			30, processing_failed
			31, unknown_error
			64, send_queue_full
			65, send_queue_ready
			66, inbox_full
			67, channels_exhausted
			68, protocol_error
			69, interrupted
			70, connect_timeout
			71, hello_timeout
			72, idle_timeout
			73, bye_timeout
			74, tls_failed
			75, not_authorized
			""")
	void keepsItsCodeForEver(int code, String name) {
		AmpeStatus status = AmpeStatus.of(code);
		assertThat(status.name()).isEqualToIgnoringCase(name);
		assertThat(status.code()).isEqualTo(code);
	}

	@Test
	void hasNoStatusBesidesTheTable() {
		assertThat(AmpeStatus.values()).hasSize(32 + 12);
	}

	@ParameterizedTest
	@ValueSource(ints = { 32, 63, 76, 127, 255, 256, -1, Integer.MAX_VALUE, Integer.MIN_VALUE })
	void unknownCodesAreUnknownErrors(int code) {
		assertThat(AmpeStatus.of(code)).isEqualTo(AmpeStatus.UNKNOWN_ERROR);
	}

	@Test
	void onlyFourAreNotices() {
		assertThat(AmpeStatus.values()).filteredOn(AmpeStatus::isNotice)
			.containsExactlyInAnyOrderElementsOf(EnumSet.of(AmpeStatus.SUCCESS, AmpeStatus.POOL_EMPTY,
					AmpeStatus.RECEIVER_UPDATE, AmpeStatus.SEND_QUEUE_READY));
	}

	@ParameterizedTest
	@EnumSource
	void becomesAnExceptionThatCarriesIt(AmpeStatus status) {
		AmpeException exception = status.asException();
		assertThat(exception.status()).isEqualTo(status);
		assertThat(exception).hasMessageContainingAll(status.name().toLowerCase(Locale.ROOT)).hasNoCause();
	}

	@Test
	void exceptionKeepsItsCause() {
		Exception cause = new IOException("Connection refused");
		AmpeException exception = new AmpeException(AmpeStatus.CONNECT_FAILED, "no way", cause);
		assertThat(exception).hasMessage("no way").hasCause(cause);
		assertThat(exception.status()).isEqualTo(AmpeStatus.CONNECT_FAILED);
	}

}
