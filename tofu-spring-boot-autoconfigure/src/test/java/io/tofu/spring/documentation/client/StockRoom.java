package io.tofu.spring.documentation.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.tofu.spring.TofuResponseException;
import io.tofu.spring.listener.TofuListener;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;

/** Whom the clients of the documentation ask. */
class StockRoom {

	final List<Item> sold = new CopyOnWriteArrayList<>();

	@TofuListener("stock.get")
	Stock get(Item item, @Header(name = "tenant", required = false) String tenant) {
		if (item.name().equals("ink")) {
			throw new TofuResponseException("out_of_stock", null);
		}
		return new Stock(item.name(), 3);
	}

	@TofuListener("stock.list")
	List<Stock> list() {
		return List.of(new Stock("pen", 3));
	}

	@TofuListener("stock.{name}.reserve")
	Stock reserve(@DestinationVariable String name) {
		return new Stock(name, 2);
	}

	@TofuListener("stock.sold")
	void sold(Item item) {
		this.sold.add(item);
	}

}
