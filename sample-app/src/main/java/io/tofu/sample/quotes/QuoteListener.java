package io.tofu.sample.quotes;

import java.math.BigDecimal;
import java.util.Map;

import io.tofu.spring.TofuResponseException;
import io.tofu.spring.listener.TofuListener;

import org.springframework.stereotype.Component;

/** Prices orders: JSON in, JSON out. */
@Component
class QuoteListener {

	static final String UNKNOWN_ITEM = "unknown_item";

	private static final Map<String, BigDecimal> PRICES = Map.of("tofu", new BigDecimal("2.50"), "tempeh",
			new BigDecimal("3.20"), "soy-sauce", new BigDecimal("4.10"));

	@TofuListener("quote")
	Quote quote(Order order) {
		BigDecimal price = PRICES.get(order.item());
		if (price == null) {
			throw new TofuResponseException(UNKNOWN_ITEM, "There is no '" + order.item() + "'");
		}
		return new Quote(order.item(), order.quantity(), price.multiply(BigDecimal.valueOf(order.quantity())));
	}

}
