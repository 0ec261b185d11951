package io.tofu.spring.listener;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuResponseException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WireErrorTests {

	@Test
	void sendsWhatWasMeantForThePeer() {
		WireError error = WireError.of(new TofuResponseException("out_of_stock", "none left"), IncludeMessage.NEVER);
		assertThat(error).isEqualTo(new WireError("out_of_stock", "none left", true));
	}

	@Test
	void hidesTheTextOfUnexpectedExceptions() {
		WireError error = WireError.of(new IllegalStateException("password is 123"), IncludeMessage.NEVER);
		assertThat(error).isEqualTo(new WireError(ErrorTypes.INTERNAL, null, false));
	}

	@Test
	void tellsTheTextOfUnexpectedExceptionsIfToldTo() {
		WireError error = WireError.of(new IllegalStateException("no disk"), IncludeMessage.ALWAYS);
		assertThat(error).isEqualTo(new WireError(ErrorTypes.INTERNAL, "no disk", false));
	}

	@Test
	void blamesThePeerForArgumentsThatCannotBeMade() {
		WireError error = WireError.of(new BadArgumentsException(new Exception("class io.Secret")),
				IncludeMessage.NEVER);
		assertThat(error).isEqualTo(new WireError(ErrorTypes.BAD_REQUEST, null, true));
	}

	@Test
	void reportsCancellation() {
		assertThat(WireError.of(new CancellationException(), IncludeMessage.NEVER).type())
			.isEqualTo(ErrorTypes.CANCELLED);
	}

	@Test
	void unwrapsWhatFuturesWrap() {
		Exception reason = new Exception("reason");
		assertThat(WireError.unwrap(new CompletionException(new ExecutionException(reason)))).isSameAs(reason);
		assertThat(WireError.unwrap(reason)).isSameAs(reason);
		CompletionException bare = new CompletionException("bare", null);
		assertThat(WireError.unwrap(bare)).isSameAs(bare);
	}

}
