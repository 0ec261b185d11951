package io.tofu.sample.quotes;

import io.tofu.spring.TofuClient;
import io.tofu.spring.TofuDisconnectedException;
import io.tofu.spring.TofuRemoteException;
import io.tofu.spring.TofuTimeoutException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers HTTP requests with what a tofu peer says. */
@RestController
class QuoteController {

	private final TofuClient client;

	QuoteController(TofuClient client) {
		this.client = client;
	}

	/**
	 * Asks a peer for a quote. Any name under {@code tofu.peer} will do; by default it is
	 * this very application, over its own socket.
	 */
	@GetMapping("/quotes/{item}")
	@Nullable Quote quote(@PathVariable String item, @RequestParam(defaultValue = "1") int quantity,
			@RequestParam(defaultValue = "self") String peer) {
		return this.client.peer(peer).route("quote").body(new Order(item, quantity)).request(Quote.class);
	}

	@ExceptionHandler
	ProblemDetail noSuchPeer(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail peerRefused(TofuRemoteException ex) {
		HttpStatus status = QuoteListener.UNKNOWN_ITEM.equals(ex.type()) ? HttpStatus.NOT_FOUND
				: HttpStatus.BAD_GATEWAY;
		return ProblemDetail.forStatusAndDetail(status, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail peerIsAway(TofuDisconnectedException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail peerIsSlow(TofuTimeoutException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.GATEWAY_TIMEOUT, ex.getMessage());
	}

}
